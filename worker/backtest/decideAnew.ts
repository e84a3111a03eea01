// Decides a slice of stored payments once more: the same steps as when they came, each payment with what was known right before it.
import { type DecisionSettings, type Judgement, judge } from "../decision/decide.ts";
import type { CardHistory } from "../features/history.ts";
import { type Merchants, seeAtMerchant } from "../features/merchantCards.ts";
import type { FeedKind } from "../payment/payment.ts";
import { assess } from "../pipeline/assess.ts";
import { countFamiliarity, type FamiliarityCounts, usualCentsOf } from "../pipeline/familiarity.ts";
import type { DaysFinder } from "../pipeline/pullDays.ts";
import type { Detector } from "../scoring/detector.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import { offsetMsAt } from "../zone.ts";
import type { Anew } from "./findings.ts";

/** The state that a run keeps from slice to slice. */
export interface Remembered {
  /** By card id: as each was right behind the payment that was decided last. */
  histories: ReadonlyMap<string, CardHistory>;
  /** Null where the cards of a merchant are not counted. */
  merchants: Merchants | null;
  /** The usual amounts of the newest payments. */
  usual: FamiliarityCounts;
  /** What cards and merchants did by day. Left out where the model does not read it. */
  days?: DaysFinder;
}

/**
 * `payments`: in the order in which they were paid. The histories of their cards must be remembered; they grow, and so does all else
 * that is remembered but for the days.
 */
export async function decideAnew(
  payments: readonly ReplayedPayment[],
  remembered: Remembered,
  detector: Pick<Detector, "featuresOf" | "score" | "support" | "thresholds">,
  settings: DecisionSettings & { feedZone: string },
): Promise<Anew[]> {
  const { histories, merchants, days = null } = remembered;
  const around = { merchants, usualCents: usualCentsOf(remembered.usual), days };
  const offsetMs = (epochMs: number) => offsetMsAt(settings.feedZone, epochMs);
  const arrivals = payments.map((payment) => ({ payment, seenAt: payment.seenAt }));
  // A feed that was a snapshot once has left payments without histories among the others.
  const assessed = (["stream", "snapshot"] satisfies FeedKind[]).flatMap((feed) => {
    const ofFeed = arrivals.filter(({ payment }) => payment.feed === feed);
    return assess(ofFeed, histories, feed, offsetMs, { champion: detector.featuresOf }, around).assessed;
  });
  const scores = await detector.score(assessed);
  remember(payments, remembered);
  return assessed.map((each, at) => {
    const { payment, situation } = each;
    const scored = { ...each, score: scores[at] ?? null, source: payment.source };
    const judgement = judge(scored, detector, settings);
    const { score, outcome, concerns, ruled } = judgement;
    const by = ruled?.by ?? (score === null ? "not_scored" : "model");
    const lacksDays = days !== null && payment.feed === "stream" && days(payment) === null;
    return {
      ...{ payment, situation, score, outcome, isHeld: concerns.length > 0, by },
      ...(lacksDays ? { lacksDays } : {}),
      ...rulesIn(judgement),
    };
  });
}

function rulesIn({ ruled, findings }: Judgement): Pick<Anew, "rules"> {
  const { hits, shadow, missing, failed } = findings;
  if (hits.length + shadow.length + missing.length + failed.length === 0) return {};
  const idOf = ({ id }: { id: string }) => id;
  const decided = ruled?.by === "rule" ? ruled.rules.map(idOf) : [];
  return { rules: { decided, met: [...hits, ...shadow].map(idOf), missing, failed: failed.map(idOf) } };
}

/** Only counts payments: those before the range say what is usual at its beginning. */
export function lookAt(payments: readonly ReplayedPayment[], remembered: Remembered): void {
  const { merchants } = remembered;
  for (const payment of payments)
    if (merchants !== null && payment.feed === "stream") seeAtMerchant(merchants, payment);
  remember(payments, remembered);
}

function remember(payments: readonly ReplayedPayment[], remembered: Remembered): void {
  const counted = payments.map(({ amountCents }) => ({ amountCents, unfamiliar: null }));
  remembered.usual = countFamiliarity(remembered.usual, counted);
}
