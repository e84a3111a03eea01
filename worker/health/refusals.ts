// Refused rows are a problem from a certain share of the recent rows on, and at once when a whole answer of the feed was
// refused. Pure.
import type { Config } from "../config/config.ts";
import { COUNTED_MINUTES, type RowSums } from "../pipeline/rowCounts.ts";
import type { Incident } from "../store/incidents.ts";
import type { LedgerStatus, PollerStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import { percent } from "./words.ts";

/** The share of fewer rows says nothing. */
const LEAST_ROWS = 20;
/** A share of this or more is a problem. During an incident, the lower share is still one. */
const MUCH = 0.2;
const STILL_MUCH = 0.1;
/** A share of this or more means that most payments are not seen. */
const MOST = 0.5;
/** A shorter answer does not count, since one or two bad rows may be all that was paid since the last poll. */
const LEAST_ANSWER = 5;
/** A refused answer is told for this long plus the time between polls, so that each look sees it. */
const ANSWER_TOLD_MS = 2 * 60_000;

export interface RowFacts {
  rows: { poll: RowSums; push: RowSums };
  /** The feed's newest answer whose rows were all refused. */
  answer: { at: number; rows: number; reason: string } | null;
  pollMs: number;
  /** True when there is an incident of this kind already. */
  lasts: boolean;
}

export interface Refusal {
  words: string;
  /** True when most rows were refused. */
  isMost: boolean;
}

export function refusalProblems(
  facts: { rows: LedgerStatus["rows"]; poller: PollerStatus; incidents: readonly Incident[] },
  { pollMs }: Config,
  nowMs: number,
): Problem[] {
  const { rows, poller, incidents } = facts;
  const lasts = incidents.some(({ kind }) => kind === "refused");
  const found = refusalsOf({ rows, answer: poller.refusedAnswer ?? null, pollMs, lasts }, nowMs);
  if (found.length === 0) return [];
  const text = found.map(({ words }) => words).join(" ");
  const stops = found.some(({ isMost }) => isMost) ? "payments" : null;
  return [{ kind: "refused", text, since: null, holdMs: 0, stops }];
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
