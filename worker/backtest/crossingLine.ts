// One line is asked for alone, and the operator's other one lies on its wrong side. Pure.
import type { ThresholdSettings } from "../decision/thresholds.ts";
import type { BacktestAsked } from "./backtest.ts";

/** Null where they can hold together. The model's own lines are not known before it is opened. */
export function crossingLine(
  thresholds: BacktestAsked["thresholds"],
  { reviewThreshold, declineThreshold }: ThresholdSettings,
): { field: string; problem: string } | null {
  const { review, decline } = thresholds ?? {};
  if (decline === undefined && review !== undefined && declineThreshold !== null && review > declineThreshold) {
    const problem = `is above DECLINE_THRESHOLD, which is ${declineThreshold}: no score would be reviewed; give thresholds.decline too`;
    return { field: "thresholds.review", problem };
  }
  if (review === undefined && decline !== undefined && reviewThreshold !== null && decline < reviewThreshold) {
    const problem = `is below REVIEW_THRESHOLD, which is ${reviewThreshold}: no score would be reviewed; give thresholds.review too`;
    return { field: "thresholds.decline", problem };
  }
  return null;
}
