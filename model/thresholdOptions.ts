// Thresholds as people state them on the command line: by the cost of mistakes, or by the number of alerts a day.
import type { Thresholds } from "../worker/scoring/detector.ts";
import { BadInput } from "./progress.ts";
import { type Budget, type Costs, thresholdsFromBudget, thresholdsFromCosts, USUAL_COSTS } from "./thresholds.ts";

export const THRESHOLD_OPTIONS = {
  budget: { type: "string" },
  "review-budget": { type: "string" },
  "cost-missed": { type: "string" },
  "cost-alarm": { type: "string" },
  "cost-review": { type: "string" },
} as const;

export const THRESHOLD_HELP = `  --budget         thresholds such that at most N payments a day are declined
  --review-budget  and at most N a day are declined or reviewed
  --cost-missed, --cost-alarm, --cost-review
                   thresholds from what it costs to miss a fraud, to decline a good payment, to look at a payment,
                   in any one unit (${USUAL_COSTS.missedFraud}, ${USUAL_COSTS.falseAlarm}, ${USUAL_COSTS.review})
`;

type Values = Partial<Record<keyof typeof THRESHOLD_OPTIONS, string>>;

export type Wish = { kind: "costs"; costs: Costs } | { kind: "budget"; budget: Budget };

/** Null when no wish is given. */
export function readWish(values: Values): Wish | null {
  const costs = [values["cost-missed"], values["cost-alarm"], values["cost-review"]];
  const byCost = costs.some((text) => text !== undefined);
  if (values.budget !== undefined && byCost) throw new BadInput("state costs or a budget, not both");
  if (values["review-budget"] !== undefined && values.budget === undefined) {
    throw new BadInput("--review-budget goes with --budget");
  }
  if (byCost) {
    const missedFraud = positive("cost-missed", values, USUAL_COSTS.missedFraud);
    const falseAlarm = positive("cost-alarm", values, USUAL_COSTS.falseAlarm * missedFraud);
    const review = positive("cost-review", values, USUAL_COSTS.review * missedFraud);
    return { kind: "costs", costs: { missedFraud, falseAlarm, review } };
  }
  if (values.budget === undefined) return null;
  const declinedADay = positive("budget", values, 0);
  const flaggedADay = values["review-budget"] === undefined ? null : positive("review-budget", values, 0);
  if (flaggedADay !== null && flaggedADay < declinedADay) {
    throw new BadInput("--review-budget counts the declined too: it cannot be less than --budget");
  }
  return { kind: "budget", budget: { declinedADay, flaggedADay } };
}

/** `scored`: payments of `days` days, each standing for `weights` payments. Only a budget needs them. */
export function thresholdsAsWished(
  wish: Wish,
  scored: { scores: Float64Array; weights: Float64Array },
  days: number,
): Thresholds {
  return wish.kind === "costs" ? thresholdsFromCosts(wish.costs) : thresholdsFromBudget(scored, days, wish.budget);
}

/** The thresholds as variables of the Worker, and what they will do that a person may not expect. */
export function thresholdSettings(thresholds: Thresholds, wish: Wish): string {
  const { review, decline } = thresholds;
  const remark = remarkOn(thresholds, wish);
  const lines = `  REVIEW_THRESHOLD=${digitsOf(review)}\n  DECLINE_THRESHOLD=${digitsOf(decline)}\n`;
  return `To have it so, set\n\n${lines}\n${remark === null ? "" : `${remark}\n\n`}`;
}

/** Null when payments can be approved, reviewed and declined. */
export function remarkOn({ review, decline }: Thresholds, wish: Wish): string | null {
  if (decline >= 1)
    return "No payment will be declined: with fewer a day than the surest frauds are, only a score of 1 is left.";
  if (review < decline) return null;
  const same = `Both are ${digitsOf(decline)}: what is not declined is approved, and no payment will be reviewed.`;
  if (wish.kind === "costs") {
    return `${same} A look (--cost-review) costs as much as declining does, so it never pays.`;
  }
  if (wish.budget.flaggedADay !== null) {
    return `${same} --review-budget counts the declined too, and leaves nothing beside them: raise it.`;
  }
  return (
    `${same} So many declines a day (--budget) reach down to where reviews would begin, ` +
    `${digitsOf(thresholdsFromCosts(USUAL_COSTS).review)}. With --review-budget more payments are reviewed below.`
  );
}

/** Four digits behind the point, or as many as it takes to show three: 0.0000 would flag every payment. */
function digitsOf(threshold: number): string {
  return threshold.toFixed(Math.max(4, 2 - Math.floor(Math.log10(threshold))));
}

function positive(name: keyof Values, values: Values, otherwise: number): number {
  const text = values[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new BadInput(`--${name} must be a number above 0, not ${JSON.stringify(text)}`);
  }
  return value;
}
