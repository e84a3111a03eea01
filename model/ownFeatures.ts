// Which features a model of one's own payments reads, and what they must know beyond the tables of every model.
import { FEATURES } from "../worker/features/catalogue.ts";
import { EXTRA_PREFIX, MORE_FEATURES } from "../worker/features/moreFeatures.ts";
import { type DaysWalk, daysWalk } from "./daysWalk.ts";
import type { TablesFile } from "./evidence.ts";
import type { Dataset } from "./labelledPayments.ts";
import type { OwnFile } from "./ownPayments.ts";

/** A text of a column that fewer of the earlier payments have is unknown to the model. */
const LEAST_OF_WORD = 50;
const MOST_WORDS = 64;

type ExtraColumn = NonNullable<TablesFile["extra"]>[number];

/** What a model reads besides the features of every model. */
export interface Further {
  /** All features, in input order. */
  names: string[];
  /** What those must know besides the tables of every model. */
  tables: Pick<TablesFile, "truth" | "extra">;
}

/** `earlier`: positions of the payments that teach the model that is judged. `serves`: whether the Worker makes that feature. */
export function furtherOf(
  data: Dataset,
  { columns }: OwnFile,
  earlier: readonly number[],
  { delayDays, serves }: { delayDays: number; serves: (name: string) => boolean },
): Further {
  const more = MORE_FEATURES.filter(({ name }) => serves(name));
  const extra = columns.flatMap(({ name, kind }): ExtraColumn[] => {
    if (!serves(EXTRA_PREFIX + name)) return [];
    const values = earlier.map((i) => data.own?.extra[i]?.[name]);
    if (kind === "number") return values.some((value) => typeof value === "number") ? [{ name, words: null }] : [];
    const words = wordsOf(values);
    return words.length === 0 ? [] : [{ name, words }];
  });
  const frauds = earlier.reduce((sum, i) => sum + (data.fraud[i] ?? 0), 0);
  const share = Number((frauds / Math.max(1, earlier.length)).toPrecision(6));
  return {
    names: [...FEATURES, ...more].map(({ name }) => name).concat(extra.map(({ name }) => EXTRA_PREFIX + name)),
    tables: {
      ...(more.some(({ group }) => group === "truth") ? { truth: { delayDays, share } } : {}),
      ...(extra.length === 0 ? {} : { extra }),
    },
  };
}

/** The commonest, by name, so that they do not hang on the order of the payments. */
function wordsOf(values: readonly unknown[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= LEAST_OF_WORD)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_WORDS)
    .map(([word]) => word)
    .sort();
}

/** A walk through days for a model that reads them; nothing for others, which it would only cost time. */
export function daysFor(names: readonly string[]): { days?: DaysWalk } {
  return MORE_FEATURES.some(({ name }) => names.includes(name)) ? { days: daysWalk() } : {};
}
