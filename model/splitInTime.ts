// Parts one's own payments in time: an earlier part to learn from, and a later one to be judged by. Pure.
import { DAY_MS } from "../worker/duration.ts";
import type { Dataset } from "./labelledPayments.ts";
import { momentOf, type Truth } from "./ownTruth.ts";

export interface Split {
  /** Epoch ms at which the later part begins. */
  from: number;
  /** Positions in the data set. */
  earlier: number[];
  later: number[];
  /** Used by the final model alone: their truth was not known when the later part began, or is too young to judge by. */
  between: number[];
}

/** The later part has a third of the payments that can be judged by. */
const LATER_ONE_IN = 3;

/**
 * A model that is to be judged by the later part must not know more than there was to know when that began: a payment counts
 * as learned once `delayDays` have gone by, and it is known by then what it was.
 */
export function splitInTime(data: Dataset, truth: Truth, delayDays: number, judgeFrom: number | null): Split {
  const judged: number[] = [];
  const all: number[] = [];
  for (let i = 0; i < data.rows; i++) {
    if (truth.usable[i] !== 1) continue;
    all.push(i);
    if (momentOf(data, i) <= truth.completeUntil) judged.push(i);
  }
  const first = judged[judged.length - Math.floor(judged.length / LATER_ONE_IN)] ?? judged.at(-1) ?? 0;
  const from = judgeFrom ?? momentOf(data, first);
  const split: Split = { from, earlier: [], later: [], between: [] };
  for (const i of all) {
    const paidAt = momentOf(data, i);
    const knownAt = data.own?.knownAt[i] ?? Number.NaN;
    if (paidAt >= from && paidAt <= truth.completeUntil) split.later.push(i);
    else if (paidAt < from - delayDays * DAY_MS && !(data.fraud[i] === 1 && knownAt >= from)) split.earlier.push(i);
    else split.between.push(i);
  }
  return split;
}
