// A backtest: stored payments of a range, decided once more by a policy of one's choice, beside what was decided. This is the value
// that is asked for, and what is known of it.
import type { CareLevels } from "../decision/careLevels.ts";
import type { ThresholdSettings } from "../decision/thresholds.ts";
import type { Situation } from "../features/situation.ts";
import type { ListEntry, OwnList } from "../policy/lists.ts";
import type { Column } from "../policy/ownColumns.ts";
import type { Rule } from "../policy/rule.ts";
import type { Thresholds } from "../scoring/detector.ts";

/** A backtest as it is asked for: past days, and what of the policy is to be another than now. */
export interface BacktestAsked {
  /** Epoch ms: [from, to). */
  from: number;
  to: number;
  /** A model's version. Null: the champion of the moment of asking. */
  model: string | null;
  /** Null: the lines of the moment of asking. */
  thresholds: ThresholdsAsked | null;
}

/** Left out: as the policy has it. Null: as if the policy had none, so that the variable's or the model's own holds. */
export interface LinesAsked {
  review?: number | null | undefined;
  decline?: number | null | undefined;
}

/** For all situations, or by situation. */
export type ThresholdsAsked = LinesAsked & { [situation in Situation]?: LinesAsked | undefined };

/** What people decide in it. Rules and entries that have ended when it is asked for do not count. */
export interface RulingTerms {
  rules: Rule[];
  lists: OwnList[];
  entries: ListEntry[];
  /** Left out by a version that knew none. */
  columns?: Column[];
}

/** What of its ruling is shown. */
export interface RulingSummary {
  /** Version of the policy that held when it was asked for. */
  policy: number;
  /** Asked for with it, and not those of that policy. */
  ownRules: boolean;
  ownLists: boolean;
  rules: Pick<Rule, "id" | "name" | "then" | "state">[];
  entries: number;
  /** Rules that cannot be read: they match nothing. */
  broken: { rule: string; problem: string }[];
}

/** The settings that hold for the whole of it: those of the moment of asking. */
export interface Terms extends ThresholdSettings {
  care: CareLevels;
  feedZone: string;
  /** Left out in backtests of versions without rules. */
  reportZone?: string;
  /** Left out in backtests of versions that knew dollars alone. */
  currency?: string;
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
  /** Left out in backtests of versions without rules. */
  ruling?: RulingSummary;
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
