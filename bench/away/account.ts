// What a Vigie answered while its store was away, held against what the store has afterwards.
import { z } from "zod";
import type { Answer } from "../load.ts";
import type { Count } from "../recorded.ts";

const decision = z.object({ id: z.string(), score: z.number().nullable(), outcome: z.string() });
const answerOfOne = decision.transform((one) => [one]);
const answerOfMany = z
  .object({ decisions: z.array(decision), rejects: z.array(z.unknown()).max(0) })
  .transform(({ decisions }) => decisions);
const answerOfAny = z.union([answerOfMany, answerOfOne]);

export type Decided = z.infer<typeof decision>;

/** What was decided for each payment. Throws when an answer of 200 is no decision, or refuses a payment. */
export function decidedIn({ body }: Answer): Decided[] {
  return answerOfAny.parse(JSON.parse(body.toString("utf8")));
}

export interface Difference {
  /** Answered with a decision, and not in the store. */
  lost: number;
  /** Rows too many for what has been decided. */
  doubled: number;
  /** In the store with another score or outcome than was answered. */
  changed: number;
}

export function differenceOf(answered: readonly Decided[], stored: readonly Decided[]): Difference {
  const rowsById = Map.groupBy(stored, ({ id }) => id);
  const difference = { lost: 0, doubled: 0, changed: 0 };
  for (const { id, score, outcome } of answered) {
    const rows = rowsById.get(id) ?? [];
    if (rows.length === 0) difference.lost += 1;
    else if (rows.some((row) => row.score !== score || row.outcome !== outcome)) difference.changed += 1;
  }
  for (const rows of rowsById.values()) difference.doubled += rows.length - 1;
  return difference;
}

/**
 * How fast the store took what had waited for it. `counts` begins when the store is back. `perSecond` is counted from
 * the last moment before the first payment arrived, so that it leaves out the time until Vigie tried again. NaN when
 * nothing arrived.
 */
export function drainOf(counts: readonly Count[]): { seconds: number; payments: number; perSecond: number } {
  const [first] = counts;
  const end = counts.find(({ stored }) => stored === counts.at(-1)?.stored);
  if (first === undefined || end === undefined) throw new Error("the store was never counted");
  const begin = counts.findLast(({ stored }) => stored === first.stored) ?? first;
  const payments = end.stored - first.stored;
  const perSecond = payments === 0 ? Number.NaN : (payments * 1_000) / (end.atMs - begin.atMs);
  return { seconds: (end.atMs - first.atMs) / 1_000, payments, perSecond };
}
