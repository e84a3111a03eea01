// The two lines that a score is held against: from the first one up a payment is reviewed, from the second one up it is
// declined. The policy's lines stand before the operator's variables, and those before the model's own. Pure.
import type { Situation } from "../features/situation.ts";
import type { PolicyValue } from "../policy/policy.ts";
import type { Detector, Thresholds } from "../scoring/detector.ts";
import type { Outcome } from "./decision.ts";

/** The operator's lines, as probabilities. Null where none is set and the model's own holds. */
export interface ThresholdSettings {
  reviewThreshold: number | null;
  declineThreshold: number | null;
  /** Those of the policy, which stand before the variables. Left out: none are set. */
  lines?: PolicyValue["thresholds"];
}

/** Who set a line. */
export type LineSetter<Variable = "REVIEW_THRESHOLD" | "DECLINE_THRESHOLD"> = "policy" | Variable | "model";

export function thresholdsThatHold(settings: ThresholdSettings, situation: Situation, own: Thresholds): Thresholds {
  const set = settings.lines?.[situation];
  return {
    review: set?.review ?? settings.reviewThreshold ?? own.review,
    decline: set?.decline ?? settings.declineThreshold ?? own.decline,
  };
}

export function linesSetBy(
  { lines, reviewThreshold, declineThreshold }: ThresholdSettings,
  situation: Situation,
): { review: LineSetter<"REVIEW_THRESHOLD">; decline: LineSetter<"DECLINE_THRESHOLD"> } {
  const set = lines?.[situation];
  return {
    review: set?.review != null ? "policy" : reviewThreshold !== null ? "REVIEW_THRESHOLD" : "model",
    decline: set?.decline != null ? "policy" : declineThreshold !== null ? "DECLINE_THRESHOLD" : "model",
  };
}

/** Why lines of the policy cannot hold together with all others; null when they can. `own`: the model's lines. */
export function crossedLines(
  settings: ThresholdSettings,
  situations: readonly Situation[],
  own: (situation: Situation) => Thresholds,
): { situation: Situation; problem: string } | null {
  for (const situation of situations) {
    const { review, decline } = thresholdsThatHold(settings, situation, own(situation));
    const by = linesSetBy(settings, situation);
    const isOfPolicy = by.review === "policy" || by.decline === "policy";
    if (!isOfPolicy || review <= decline) continue;
    const problem =
      `${OF_SITUATION[situation]} would be reviewed from ${review} (${SET_BY[by.review]}) and declined from ${decline} ` +
      `(${SET_BY[by.decline]}) already: none would ever be reviewed`;
    return { situation, problem };
  }
  return null;
}

const OF_SITUATION: Readonly<Record<Situation, string>> = {
  stream: "payments of cards that have paid before",
  first: "first payments of cards",
  snapshot: "payments of a snapshot feed",
};

const SET_BY: Readonly<Record<LineSetter, string>> = {
  policy: "set here",
  REVIEW_THRESHOLD: "by REVIEW_THRESHOLD",
  DECLINE_THRESHOLD: "by DECLINE_THRESHOLD",
  model: "by the model",
};

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
