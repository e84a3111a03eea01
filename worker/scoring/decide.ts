// From a score to an outcome. A payment that could not be scored goes to a person: never a silent approve.
import type { Outcome } from "./decision.ts";

/** Calibrated probabilities at and above which a payment is reviewed or declined. */
export interface Thresholds {
  review: number;
  decline: number;
}

export function outcomeOf(score: number | null, thresholds: Thresholds): Outcome {
  // Written so that NaN, too, ends at review.
  if (score === null || !(score >= 0 && score <= 1)) return "review";
  if (score >= thresholds.decline) return "decline";
  return score >= thresholds.review ? "review" : "approve";
}
