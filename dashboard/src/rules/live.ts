// A condition tried on the newest payments, here in the browser, while it is written. Pure.
import type { ListEntry, OwnList } from "../../../worker/policy/lists.ts";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import { compileRules } from "../../../worker/rules/compile.ts";
import { FACTS } from "../../../worker/rules/facts.ts";
import { readRule } from "../../../worker/rules/readRule.ts";
import type { ListEntryView, ListView } from "../../../worker/wire/policy.ts";
import type { RuleSample } from "../../../worker/wire/rulePreview.ts";

export type SampledPayment = RuleSample["payments"][number];

export interface Tried {
  matches: SampledPayment[];
  of: number;
  /** Payments of which it could not say, since a value is missing. */
  missing: number;
}

/** `entries`: of the lists that the condition asks for. */
export function tried(
  when: string,
  ownLists: readonly OwnList[],
  entries: readonly ListEntry[],
  columns: readonly Column[],
  sample: RuleSample,
  nowMs: number,
): Tried | null {
  const about = { id: "draft", name: "draft", note: null, until: null };
  const rule = { ...about, when, then: "review" as const, state: "active" as const };
  const { compiled, broken } = compileRules([rule], ownLists, entries, columns);
  if (broken.length > 0) return null;
  // A server of another version may know other facts, or know them in another order.
  const places = FACTS.map(({ name }) => sample.facts.indexOf(name));
  const matches: SampledPayment[] = [];
  let missing = 0;
  for (const payment of sample.payments) {
    const values = places.map((place) => payment.values[place] ?? null);
    const found = compiled.match({ values, features: payment.features, extra: payment.extra ?? null }, nowMs);
    if (found.hits.length > 0) matches.push(payment);
    missing += found.missing.length;
  }
  return { matches, of: sample.payments.length, missing };
}

/** The names of one's own lists in a condition. */
export function listsAskedFor(when: string, ownLists: readonly OwnList[], columns: readonly Column[]): string[] {
  const read = readRule(when, ownLists, columns);
  return read.ok ? read.lists : [];
}

export function ownListsOf(lists: readonly ListView[]): OwnList[] {
  return lists.flatMap(({ name, kind, note, isBuiltIn }) => (isBuiltIn || kind === null ? [] : [{ name, kind, note }]));
}

export function entryOf(list: string, { at, until, ...entry }: ListEntryView): ListEntry {
  return { ...entry, list, at: Date.parse(at), until: until === null ? null : Date.parse(until) };
}
