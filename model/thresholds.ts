// Where payments are reviewed and declined: from what mistakes cost, or from how many alerts a day people can take.
import type { Thresholds } from "../worker/scoring/detector.ts";

export interface Costs {
  /** Of a fraud that nobody stopped. */
  missedFraud: number;
  /** Of declining a good payment. */
  falseAlarm: number;
  /** Of a person looking at a payment. */
  review: number;
}

/** Relative to a missed fraud. The second was settled on the validation months. */
export const USUAL_COSTS: Costs = { missedFraud: 1, falseAlarm: 0.2, review: 0.05 };

/**
 * Scores are calibrated probabilities, so one statement serves every feed: act from where (chance of fraud) × (cost of
 * missing it) reaches (cost of acting). Declining costs something only where the payment was good, looking always.
 */
export function thresholdsFromCosts({ missedFraud, falseAlarm, review }: Costs): Thresholds {
  const decline = falseAlarm / (missedFraud + falseAlarm);
  return { review: Math.min(review / missedFraud, decline), decline };
}

/**
 * The lowest threshold, to four digits, that at most `most` payments reach; `weights` says how many payments each score
 * stands for.
 */
export function thresholdFromBudget(scores: Float64Array, weights: Float64Array, most: number): number {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let reached = 0;
  for (const i of order) {
    reached += weights[i] ?? 0;
    // Just above the first score that would be too many.
    if (reached > most) return Math.min(1, (Math.floor((scores[i] ?? 0) * 10_000) + 1) / 10_000);
  }
  return 0.0001;
}

export interface Budget {
  /** At most so many declined a day. */
  declinedADay: number;
  /** At most so many declined or reviewed a day; null: as costs say. */
  flaggedADay: number | null;
}

/** `days`: over how many days the scored payments are spread. */
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
