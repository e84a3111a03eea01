// Thresholds for review and decline, from the cost of mistakes, or from the number of alerts a day that people can
// take.
import type { Thresholds } from "../worker/scoring/detector.ts";

export interface Costs {
  /** Cost of a fraud that nobody stopped. */
  missedFraud: number;
  /** Cost of declining a good payment. */
  falseAlarm: number;
  /** Cost of having a person look at a payment. */
  review: number;
}

/** Relative to a missed fraud. The cost of a false alarm was chosen on the validation months. */
export const USUAL_COSTS: Costs = { missedFraud: 1, falseAlarm: 0.2, review: 0.05 };

/**
 * Scores are calibrated probabilities, so one rule serves every feed: act when (chance of fraud) × (cost of missing it)
 * reaches (cost of acting). Declining costs something only when the payment was good; a look always costs the same.
 */
export function thresholdsFromCosts({ missedFraud, falseAlarm, review }: Costs): Thresholds {
  const decline = falseAlarm / (missedFraud + falseAlarm);
  return { review: Math.min(review / missedFraud, decline), decline };
}

/**
 * The lowest threshold, to four digits, that at most `most` payments reach. `weights` says how many payments each score
 * stands for.
 */
export function thresholdFromBudget(scores: Float64Array, weights: Float64Array, most: number): number {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let reached = 0;
  for (const i of order) {
    reached += weights[i] ?? 0;
    // Just above the first score that would be one too many.
    if (reached > most) return Math.min(1, (Math.floor((scores[i] ?? 0) * 10_000) + 1) / 10_000);
  }
  return 0.0001;
}

export interface Budget {
  /** Most payments declined per day. */
  declinedADay: number;
  /** Most payments declined or reviewed per day; null: reviews follow from the costs. */
  flaggedADay: number | null;
}

/** `days`: number of days that the scored payments cover. */
export function thresholdsFromBudget(
  { scores, weights }: { scores: Float64Array; weights: Float64Array },
  days: number,
  { declinedADay, flaggedADay }: Budget,
): Thresholds {
  const decline = thresholdFromBudget(scores, weights, declinedADay * days);
  const review =
    flaggedADay === null
      ? thresholdsFromCosts(USUAL_COSTS).review
      : thresholdFromBudget(scores, weights, flaggedADay * days);
  return { review: Math.min(review, decline), decline };
}
