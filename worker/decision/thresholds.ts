// The two lines that a score is held against: from the first one up a payment is reviewed, from the second one up it is
// declined. The operator's lines hold where they are set, the model's own where they are not. Pure.
import type { Detector, Thresholds } from "../scoring/detector.ts";
import type { Outcome } from "./decision.ts";

/** The operator's lines, as probabilities. Null where none is set and the model's own holds. */
export interface ThresholdSettings {
  reviewThreshold: number | null;
  declineThreshold: number | null;
}

export function thresholdsThatHold(
  { reviewThreshold, declineThreshold }: ThresholdSettings,
  own: Thresholds,
): Thresholds {
  return { review: reviewThreshold ?? own.review, decline: declineThreshold ?? own.decline };
}

/** The model's own lines. Null without a model, which has none. */
export function thresholdsBySituation({ engine, thresholds }: Pick<Detector, "engine" | "thresholds">) {
  if (engine === "none") return null;
  return { stream: thresholds("stream"), first: thresholds("first"), snapshot: thresholds("snapshot") };
}

export function outcomeOf(score: number, thresholds: Thresholds): Outcome {
  // Written so that NaN also ends at review.
  if (!(score >= 0 && score <= 1)) return "review";
  if (score >= thresholds.decline) return "decline";
  return score >= thresholds.review ? "review" : "approve";
}

export type ThresholdProblem = { variable: "REVIEW_THRESHOLD" | "DECLINE_THRESHOLD"; message: string };

/**
 * Why these lines cannot hold together; null when they can. A payment would never be reviewed if reviews began above the
 * line from which everything is declined. `own`: the model's lines in every situation that may occur; empty when there is
 * no model.
 */
export function thresholdProblem(set: ThresholdSettings, own: readonly Thresholds[]): ThresholdProblem | null {
  const { reviewThreshold, declineThreshold } = set;
  if (reviewThreshold !== null && declineThreshold !== null) {
    if (reviewThreshold <= declineThreshold) return null;
    const message = `must not be above DECLINE_THRESHOLD: it is ${reviewThreshold}, and DECLINE_THRESHOLD is ${declineThreshold}`;
    return { variable: "REVIEW_THRESHOLD", message };
  }
  if (reviewThreshold !== null) {
    const decline = Math.min(...own.map((lines) => lines.decline));
    if (reviewThreshold <= decline) return null;
    const message =
      `is ${reviewThreshold}, above the ${shown(decline, reviewThreshold)} from which the model itself declines while ` +
      `DECLINE_THRESHOLD is not set: nothing would ever be reviewed. Set DECLINE_THRESHOLD too, above ${reviewThreshold}`;
    return { variable: "REVIEW_THRESHOLD", message };
  }
  if (declineThreshold !== null) {
    const review = Math.max(...own.map((lines) => lines.review));
    if (declineThreshold >= review) return null;
    const message =
      `is ${declineThreshold}, below the ${shown(review, declineThreshold)} from which the model itself asks for a review while ` +
      `REVIEW_THRESHOLD is not set: nothing would ever be reviewed. Set REVIEW_THRESHOLD too, to ${declineThreshold} or less`;
    return { variable: "DECLINE_THRESHOLD", message };
  }
  return null;
}

/** Three digits, or all of them where three would lie on the other side of what it is compared with. */
function shown(line: number, compared: number): number {
  const short = Number(line.toPrecision(3));
  return Math.sign(short - compared) === Math.sign(line - compared) ? short : line;
}
