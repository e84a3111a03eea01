// From a score to a decision. A payment that could not be scored goes to a person: it is never silently approved.
import type { When } from "../features/compute.ts";
import type { Situation } from "../features/situation.ts";
import type { Payment } from "../payment/payment.ts";
import type { Detector } from "../scoring/detector.ts";
import { type Care, careFor } from "./care.ts";
import type { CareLevels } from "./careLevels.ts";
import type { Decision, Outcome, Reason } from "./decision.ts";
import type { PaymentFacts } from "./paymentFacts.ts";
import { type Clocks, reasonsOf } from "./reasons.ts";
import { outcomeOf, type ThresholdSettings, thresholdsThatHold } from "./thresholds.ts";

export { outcomeOf };

export interface Scored {
  payment: Payment;
  situation: Situation;
  /** Null when the features could not be computed. */
  features: Float32Array | null;
  /** Calibrated probability of fraud, 0…1; null when it could not be computed. */
  score: number | null;
  /** The card, the merchant and the usual amounts, as far as they were looked at. */
  facts: PaymentFacts;
}

export interface DecisionSettings extends ThresholdSettings, Partial<Clocks> {
  /** Left out: the usual ones hold. */
  care?: CareLevels;
}

/** What is decided, before it is explained: explaining costs milliseconds. */
export interface Judgement extends Care {
  score: number | null;
  outcome: Outcome;
  /** What the score leads to by itself. Null without one. */
  byScore: Outcome | null;
}

/** The one place where an outcome is made, be it the champion's or what a challenger would have decided. */
export function judge(
  { payment, situation, features, score, facts }: Scored,
  detector: Pick<Detector, "thresholds" | "support">,
  settings: DecisionSettings,
): Judgement {
  const care = careFor(payment, facts, detector.support, settings.care, clocksOf(settings));
  if (features === null || score === null) return { ...care, score: null, outcome: "review", byScore: null };
  const byScore = outcomeOf(score, thresholdsThatHold(settings, detector.thresholds(situation)));
  // A low score does not outweigh a concern.
  const outcome = byScore === "approve" && care.concerns.length > 0 ? "review" : byScore;
  return { ...care, score, outcome, byScore };
}

export function decide(
  scored: Scored,
  when: When,
  detector: Pick<Detector, "version" | "thresholds" | "support" | "contributions">,
  settings: DecisionSettings,
): Decision {
  const judgement = judge(scored, detector, settings);
  const { score, outcome, unfamiliar } = judgement;
  const reasons = reasonsFor(judgement, scored, when, detector, clocksOf(settings));
  return { score, outcome, reasons, model: detector.version, unfamiliar: unfamiliar.length === 0 ? null : unfamiliar };
}

function reasonsFor(
  { byScore, concerns }: Judgement,
  { payment, features }: Scored,
  when: When,
  { contributions }: Pick<Detector, "contributions">,
  clocks: Clocks | null,
): Reason[] {
  if (byScore === null || features === null) {
    return [{ code: "not_scored", share: 1, text: "the model could not score this payment; a person must look" }];
  }
  // The model has no part in these reasons, so each has the same share.
  if (byScore === "approve") return concerns.map((concern) => ({ ...concern, share: 1 / concerns.length }));
  try {
    return reasonsOf(contributions(features), features, payment, when, clocks);
  } catch {
    // The outcome stands without its explanation. A failure here must not cost the other payments their commit.
    return [{ code: "not_explained", share: 1, text: "the reasons could not be worked out" }];
  }
}

function clocksOf({ feedZone, reportZone }: Partial<Clocks>): Clocks | null {
  return feedZone === undefined || reportZone === undefined ? null : { feedZone, reportZone };
}
