// From a score to a decision. A payment that could not be scored goes to a person: it is never silently approved.
import type { When } from "../features/compute.ts";
import type { Situation } from "../features/situation.ts";
import type { Payment } from "../payment/payment.ts";
import type { Detector } from "../scoring/detector.ts";
import { careFor } from "./care.ts";
import type { CareLevels } from "./careLevels.ts";
import type { Decision } from "./decision.ts";
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

export function decide(
  { payment, situation, features, score, facts }: Scored,
  when: When,
  detector: Pick<Detector, "version" | "thresholds" | "support" | "contributions">,
  settings: DecisionSettings,
): Decision {
  const model = detector.version;
  const clocks = clocksOf(settings);
  const { unfamiliar: found, concerns } = careFor(payment, facts, detector.support, settings.care, clocks);
  const unfamiliar = found.length === 0 ? null : found;
  if (features === null || score === null) {
    const reasons = [
      { code: "not_scored", share: 1, text: "the model could not score this payment; a person must look" },
    ];
    return { score: null, outcome: "review", reasons, model, unfamiliar };
  }
  const outcome = outcomeOf(score, thresholdsThatHold(settings, detector.thresholds(situation)));
  if (outcome === "approve") {
    // A low score does not outweigh a concern. The model has no part in these reasons, so each has the same share.
    const reasons = concerns.map((concern) => ({ ...concern, share: 1 / concerns.length }));
    return { score, outcome: reasons.length === 0 ? "approve" : "review", reasons, model, unfamiliar };
  }
  try {
    const reasons = reasonsOf(detector.contributions(features), features, payment, when, clocks);
    return { score, outcome, reasons, model, unfamiliar };
  } catch {
    // The outcome stands without its explanation. A failure here must not cost the other payments their commit.
    const reasons = [{ code: "not_explained", share: 1, text: "the reasons could not be worked out" }];
    return { score, outcome, reasons, model, unfamiliar };
  }
}

function clocksOf({ feedZone, reportZone }: Partial<Clocks>): Clocks | null {
  return feedZone === undefined || reportZone === undefined ? null : { feedZone, reportZone };
}
