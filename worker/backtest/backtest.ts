// A backtest: stored payments of a range, decided once more by a model and lines of one's choice, beside what was decided. This is
// the value that is asked for, and what is known of it.
import type { CareLevels } from "../decision/careLevels.ts";
import type { ThresholdSettings } from "../decision/thresholds.ts";
import type { Situation } from "../features/situation.ts";
import type { Thresholds } from "../scoring/detector.ts";

/** A backtest as it is asked for: past days, and what of the policy is to be another than now. */
export interface BacktestAsked {
  /** Epoch ms: [from, to). */
  from: number;
  to: number;
  /** A model's version. Null: the champion of the moment of asking. */
  model: string | null;
  /** For a line that is not asked for: the operator's, where it is set, else the model's own. */
  thresholds: { review?: number | undefined; decline?: number | undefined } | null;
}

/** The settings that hold for the whole of it: those of the moment of asking. */
export interface Terms extends ThresholdSettings {
  care: CareLevels;
  feedZone: string;
}

/** `waiting`: another one is under way. */
export type BacktestState = "waiting" | "running" | "done" | "failed" | "cancelled";

export interface Backtest {
  id: string;
  /** Epoch ms, as all times here. */
  askedAt: number;
  by: string;
  asked: BacktestAsked;
  /** The version of the model that decides anew. */
  model: string;
  terms: Terms;
  state: BacktestState;
  startedAt: number | null;
  endedAt: number | null;
  /** Why it failed, or why it does not come on just now. */
  problem: string | null;
  /** The lines that hold. Null before its model was opened. */
  lines: Record<Situation, Thresholds> | null;
  /** Payments that are to be decided anew, as they were counted when it was asked for. */
  of: number;
  done: number;
  /** Time of the last payment that was decided anew. */
  through: number | null;
  /** Days of the range whose payments have left the store for the archive, or are leaving. */
  goneDays: number;
  /** Days before the range of which cards' payments are in the store. As many as a history keeps are enough. */
  pastDays: number;
}

export function isUnderWay({ state }: Pick<Backtest, "state">): boolean {
  return state === "waiting" || state === "running";
}
