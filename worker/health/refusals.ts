// When refused rows are a problem: from a share of the rows of late on, and at once where a whole answer of the feed was
// refused. Pure.
import { COUNTED_MINUTES, type RowSums } from "../pipeline/rowCounts.ts";
import { percent } from "./words.ts";

/** Of fewer rows a share says nothing. */
const LEAST_ROWS = 20;
/** From this share on it is a problem, and once it is an incident, down to the lower one. */
const MUCH = 0.2;
const STILL_MUCH = 0.1;
/** From here on most of what is paid is not seen. */
const MOST = 0.5;
/** One or two bad rows may be all that was paid since the last poll. */
const LEAST_ANSWER = 5;
/** A refused answer is told for so long, besides the time between polls: then each look sees it. */
const ANSWER_TOLD_MS = 2 * 60_000;

export interface RowFacts {
  rows: { poll: RowSums; push: RowSums };
  /** The newest answer of the feed of which every row was refused. */
  answer: { at: number; rows: number; reason: string } | null;
  pollMs: number;
  /** There is an incident of it already. */
  lasts: boolean;
}

export interface Refusal {
  words: string;
  /** Most of what came was refused. */
  isMost: boolean;
}

export function refusalsOf({ rows, answer, pollMs, lasts }: RowFacts, nowMs: number): Refusal[] {
  const refusals: Refusal[] = [];
  if (answer !== null && answer.rows >= LEAST_ANSWER && nowMs - answer.at <= ANSWER_TOLD_MS + pollMs) {
    const words = `All ${answer.rows} rows of an answer of the feed were refused: ${answer.reason}.`;
    refusals.push({ words, isMost: true });
  }
  for (const [how, sums] of [
    ["polled", rows.poll],
    ["pushed", rows.push],
  ] as const) {
    if (sums.rows < LEAST_ROWS || sums.refused < sums.rows * (lasts ? STILL_MUCH : MUCH)) continue;
    const words =
      `${percent(sums.refused / sums.rows)} of the rows ${how} in the last ${COUNTED_MINUTES} minutes were refused ` +
      `(${sums.refused} of ${sums.rows}), most often: ${sums.reason}.`;
    refusals.push({ words, isMost: sums.refused >= sums.rows * MOST });
  }
  return refusals;
}
