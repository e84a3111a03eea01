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

function positive(name: keyof Values, values: Values, otherwise: number): number {
  const text = values[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new BadInput(`--${name} must be a number above 0, not ${JSON.stringify(text)}`);
  }
  return value;
}
