// From a score to a decision. A payment that could not be scored goes to a person: it is never silently approved.
import type { When } from "../features/compute.ts";
import { byPlace } from "../features/places.ts";
import type { Situation } from "../features/situation.ts";
import { isAmountKnown } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";
import { keptFactsOf, type Seen } from "../rules/facts.ts";
import type { Detector } from "../scoring/detector.ts";
import { offsetMsAt } from "../zone.ts";
import { type Care, careFor } from "./care.ts";
import type { CareLevels } from "./careLevels.ts";
import { type Decision, isUnfamiliarBesidesPace, type Outcome, type Reason, type RuleHit } from "./decision.ts";
import type { PaymentFacts } from "./paymentFacts.ts";
import { reasonsOf } from "./reasons.ts";
import { byList, byRules, NO_FINDINGS, type Ruled, type RuleFindings, type Ruling, reasonsOfRuling } from "./ruling.ts";
import { currencyOf, type Telling } from "./telling.ts";
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
  /** How it came. Left out: it was pushed. */
  source?: "poll" | "push";
  /** Null or left out where none scored it. */
  challengerScore?: number | null;
}

export interface DecisionSettings extends ThresholdSettings, Telling {
  /** Left out: the usual ones hold. */
  care?: CareLevels;
  /** What people set. Left out: nothing, and the model decides. */
  ruling?: Ruling;
  /** When it is decided, epoch ms: until then entries of lists and rules hold. */
  nowMs?: number;
}

/** What is decided, before it is explained: explaining costs milliseconds. */
export interface Judgement extends Care {
  score: number | null;
  outcome: Outcome;
  /** What the score leads to by itself. Null without one. */
  byScore: Outcome | null;
  /** What people have decided. Null where the model did. */
  ruled: Ruled | null;
  findings: RuleFindings;
}

/**
 * The one place where an outcome is made, be it the champion's or what a challenger would have decided. `featuresOf` tells rules which
 * features there are besides those of every model.
 */
export function judge(
  scored: Scored,
  detector: Pick<Detector, "thresholds" | "support"> & Partial<Pick<Detector, "featuresOf">>,
  settings: DecisionSettings,
): Judgement {
  const { payment, situation, features, facts } = scored;
  const care = careFor(payment, facts, detector.support, settings.care, settings);
  const score = features === null ? null : scored.score;
  const byScore =
    score === null ? null : outcomeOf(score, thresholdsThatHold(settings, situation, detector.thresholds(situation)));
  // A low score does not outweigh a concern.
  const byModel = byScore === null || (byScore === "approve" && care.concerns.length > 0) ? "review" : byScore;
  const { ruled, findings } = rule({ ...scored, score }, care, detector.featuresOf ?? null, settings);
  return { ...care, score, outcome: ruled?.outcome ?? byModel, byScore, ruled, findings };
}

/** What people have decided of a payment, in the order of ruling.ts. */
function rule(
  { payment, situation, features, score, facts, source = "push", challengerScore = null }: Scored,
  { unfamiliar }: Care,
  featuresOf: Detector["featuresOf"],
  settings: DecisionSettings,
): Pick<Judgement, "ruled" | "findings"> {
  const { ruling, nowMs = 0, reportZone } = settings;
  if (ruling === undefined) return { ruled: null, findings: NO_FINDINGS };
  const listed = byList(ruling.lists, payment, source, nowMs);
  if (listed !== null || !ruling.hasRules) return { ruled: listed, findings: NO_FINDINGS };
  const seen: Seen = {
    ...{ payment, currency: currencyOf(settings), source, situation, score, challengerScore },
    features: features === null ? null : byPlace(features, featuresOf?.names),
    feed: situation === "snapshot" ? "snapshot" : "stream",
    isUnfamiliar: isUnfamiliarBesidesPace(unfamiliar),
    kept: keptFactsOf(facts),
    offsetMs: reportZone === undefined ? 0 : offsetMsAt(reportZone, payment.paidAt),
  };
  const findings = ruling.match(seen, nowMs);
  return { ruled: byRules(findings.hits), findings };
}

/** Judges a payment, and says why. */
export function decide(
  scored: Scored,
  when: When,
  detector: Pick<Detector, "version" | "thresholds" | "support"> & Explaining,
  settings: DecisionSettings,
): Decision {
  return explained(judge(scored, detector, settings), scored, when, detector, settings);
}

/** A judgement with its reasons. `scored`: the payment that was judged. */
export function explained(
  judgement: Judgement,
  scored: Scored,
  when: When,
  detector: Pick<Detector, "version"> & Explaining,
  settings: DecisionSettings,
): Decision {
  const { score, outcome, unfamiliar, findings, ruled } = judgement;
  const model = reasonsFor(judgement, scored, when, detector, settings);
  const hits = hitsOf(findings);
  return {
    ...{ score, outcome, model: detector.version },
    reasons: ruled === null ? model : [...reasonsOfRuling(ruled), ...model],
    unfamiliar: unfamiliar.length === 0 ? null : unfamiliar,
    ...(hits === null ? {} : { hits }),
  };
}

function hitsOf({ hits, shadow }: RuleFindings): RuleHit[] | null {
  if (hits.length + shadow.length === 0) return null;
  return [...hits.map(({ id }) => ({ rule: id })), ...shadow.map(({ id }) => ({ rule: id, shadow: true as const }))];
}

/** What explains a score. `featuresOf` tells which features there are besides those of every model. */
type Explaining = Pick<Detector, "contributions"> & Partial<Pick<Detector, "featuresOf">>;

function reasonsFor(
  { byScore, concerns, ruled }: Judgement,
  { payment, features }: Scored,
  when: When,
  { contributions, featuresOf }: Explaining,
  telling: Telling,
): Reason[] {
  // The model has no part in these reasons, so each has the same share.
  const withCare = concerns.map((concern) => ({ ...concern, share: 1 / concerns.length }));
  if (byScore === null || features === null) {
    // Nothing failed: no model scores what nobody knows the amount of, and the concern says what to do.
    if (!isAmountKnown(payment) && withCare.length > 0) return withCare;
    const text = `the model could not score this payment${ruled === null ? "; a person must look" : ""}`;
    return [{ code: "not_scored", share: 1, text }];
  }
  if (byScore === "approve") return withCare;
  try {
    return reasonsOf(contributions(features), features, payment, when, telling, featuresOf?.names);
  } catch {
    // The outcome stands without its explanation. A failure here must not cost the other payments their commit.
    return [{ code: "not_explained", share: 1, text: "the reasons could not be worked out" }];
  }
}
