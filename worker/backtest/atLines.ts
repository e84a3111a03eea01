// What other lines would have done, from what a backtest has counted: no payment is looked at again. The page's sliders use it.
// It is exact where a line is one of SCORE_LINES (bins.ts); one that lies between two counts as the next one up. Pure.
import type { Outcome } from "../decision/decision.ts";
import type { Situation } from "../features/situation.ts";
import type { Thresholds } from "../scoring/detector.ts";
import type { BacktestResult } from "../wire/backtest.ts";

export interface AtLines {
  /** Payments that are declined or go to a person. */
  alerts: number;
  alertsPerDay: number;
  declined: number;
  reviewed: number;
  /** Known frauds among the alerts, and those that are approved. */
  caughtFrauds: number;
  caughtCents: number;
  missedFrauds: number;
  missedCents: number;
  /** Payments among the alerts that are known to be good. */
  goodFlagged: number;
  goodFlaggedCents: number;
}

/** Payments that lists and rules decide are decided by them whatever the lines. Care holds what a low score would approve. */
export function atLines(
  { scores, settled, days }: Pick<BacktestResult, "scores" | "settled" | "days">,
  lines: Readonly<Record<Situation, Thresholds>>,
): AtLines {
  const sums = {
    ...{ declined: 0, reviewed: 0, caughtFrauds: 0, caughtCents: 0, missedFrauds: 0, missedCents: 0 },
    ...{ goodFlagged: 0, goodFlaggedCents: 0 },
  };
  for (const { situation, from, truth, held, decidedBy, payments, amount } of scores) {
    if (decidedBy !== "model") continue;
    const { review, decline } = lines[situation];
    const byScore = from >= decline ? "decline" : from >= review ? "review" : "approve";
    add(byScore === "approve" && held ? "review" : byScore, truth, payments, centsOf(amount));
  }
  for (const { is, truth, payments, amount } of settled) add(is, truth, payments, centsOf(amount));
  const alerts = sums.declined + sums.reviewed;
  return { ...sums, alerts, alertsPerDay: alerts / days };

  function add(outcome: Outcome, truth: "fraud" | "legitimate" | "unknown", payments: number, cents: number): void {
    if (outcome === "decline") sums.declined += payments;
    if (outcome === "review") sums.reviewed += payments;
    if (truth === "fraud" && outcome === "approve") {
      sums.missedFrauds += payments;
      sums.missedCents += cents;
    } else if (truth === "fraud") {
      sums.caughtFrauds += payments;
      sums.caughtCents += cents;
    } else if (truth === "legitimate" && outcome !== "approve") {
      sums.goodFlagged += payments;
      sums.goodFlaggedCents += cents;
    }
  }
}

/** Of the API's decimal strings, which have two places. */
function centsOf(amount: string): number {
  return Math.round(Number(amount) * 100);
}
