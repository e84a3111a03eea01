// Makes the features of new payments, and the histories of their cards afterwards. Pure: the same arrivals give the same bytes.
import type { PaymentFacts } from "../decision/paymentFacts.ts";
import { hourOf } from "../duration.ts";
import { cardFacts } from "../features/cardFacts.ts";
import { type FeaturesOf, widthOf } from "../features/compute.ts";
import type { DaysAround } from "../features/days.ts";
import { type CardHistory, emptyHistory, remember } from "../features/history.ts";
import { encodeHistory } from "../features/historyCodec.ts";
import { type Merchants, seeAtMerchant } from "../features/merchantCards.ts";
import { type Situation, situationOf } from "../features/situation.ts";
import { messageOf } from "../log.ts";
import type { FeedKind, Payment } from "../payment/payment.ts";
import type { DaysFinder } from "./pullDays.ts";

/** What is known besides the histories of cards. */
export interface Around {
  /** The cards that paid at each merchant. Null where they are not counted. */
  merchants: Merchants | null;
  /** What payments of this Vigie usually are, in cents. Null while there are too few. */
  usualCents: number | null;
  /** What cards and merchants did by day. Null or left out where no model reads it. */
  days?: DaysFinder | null;
}

const NOTHING_AROUND: Around = { merchants: null, usualCents: null };

/** What makes the features, each by the tables of its model. Null without such a model. */
export interface FeatureMakers {
  champion: FeaturesOf | null;
  challenger?: FeaturesOf | null;
}

/** The facts about a payment before it is scored. */
export interface Assessment {
  situation: Situation;
  /** What the champion reads. Null when they could not be made. */
  features: Float32Array | null;
  /** The same payment at the same moment of its card's history, as the challenger reads it. Null without a challenger. */
  challengerFeatures: Features | null;
  facts: PaymentFacts;
}

/** Either what a model reads, or why there are none. */
export type Features = { ok: true; features: Float32Array } | { ok: false; problem: string };

/**
 * Returns each of `arrivals` (given by event time) with its assessment, and by card id the encoded histories that grew.
 * `known` holds the histories before these arrivals, and `around` what else is known. Histories and merchants are changed in place,
 * and so grow with the arrivals. Without a model there are no features, and all else is the same.
 */
export function assess<Arrived extends { payment: Payment; seenAt?: number }>(
  arrivals: readonly Arrived[],
  known: ReadonlyMap<string, CardHistory>,
  feed: FeedKind,
  offsetMsAt: (epochMs: number) => number,
  { champion, challenger = null }: FeatureMakers,
  { merchants, usualCents, days = null }: Around = NOTHING_AROUND,
): { assessed: (Arrived & Assessment)[]; histories: Map<string, string> } {
  const grown = new Map<string, CardHistory>();
  // All rows share one piece of memory, because allocating an array for each takes ten times as long.
  const rowFor = rowsFor(champion, arrivals.length);
  const challengerRowFor = rowsFor(challenger, arrivals.length);
  const assessed = arrivals.map((arrival, at) => {
    const { payment, seenAt } = arrival;
    const { merchant: name, cardId, paidAt } = payment;
    const history = grown.get(cardId) ?? known.get(cardId) ?? emptyHistory();
    const merchant =
      feed === "stream" && merchants !== null
        ? seeAtMerchant(merchants, { merchant: name, cardId, paidAt, seenAt })
        : null;
    const about = {
      ...{ feed, offsetMsAt, facts: { merchant, usualCents } },
      days: feed === "stream" && days !== null ? days(payment) : null,
    };
    const assessment = assessmentOf(payment, history, champion, rowFor(at), about);
    const challengerFeatures =
      challenger === null ? null : challengerFeaturesOf(payment, history, challenger, challengerRowFor(at), about);
    // Every stored payment is remembered, except from a snapshot feed: its time stamps would make up a past that never was.
    if (feed === "stream") grown.set(cardId, remember(history, payment));
    return { ...arrival, ...assessment, challengerFeatures };
  });
  const histories = new Map(Array.from(grown, ([cardId, history]) => [cardId, encodeHistory(history)]));
  return { assessed, histories };
}

function rowsFor(featuresOf: FeaturesOf | null, count: number): (at: number) => Float32Array {
  const width = featuresOf === null ? 0 : widthOf(featuresOf);
  const rows = new Float32Array(count * width);
  return (at) => rows.subarray(at * width, (at + 1) * width);
}

interface About {
  feed: FeedKind;
  offsetMsAt: (epochMs: number) => number;
  days: DaysAround | null;
  facts: Pick<PaymentFacts, "merchant" | "usualCents">;
}

/** The features are written to `row`. */
function assessmentOf(
  payment: Payment,
  history: CardHistory,
  featuresOf: FeaturesOf | null,
  row: Float32Array,
  { feed, offsetMsAt, days, facts }: About,
): Omit<Assessment, "challengerFeatures"> {
  try {
    const offsetMs = offsetMsAt(payment.paidAt);
    const features = featuresOf === null ? null : featuresOf(payment, history, { feed, offsetMs, days }, row);
    const card = feed === "stream" ? cardFacts(payment, history) : null;
    const hour = feed === "stream" ? hourOf(payment.paidAt + offsetMs) : null;
    return { situation: situationOf(payment, history, feed), features, facts: { card, hour, ...facts } };
  } catch {
    // A payment that causes trouble goes to a person. The other payments go on.
    return {
      situation: feed === "snapshot" ? "snapshot" : "first",
      features: null,
      facts: { card: null, hour: null, ...facts },
    };
  }
}

function challengerFeaturesOf(
  payment: Payment,
  history: CardHistory,
  featuresOf: FeaturesOf,
  row: Float32Array,
  { feed, offsetMsAt, days }: About,
): Features {
  try {
    const when = { feed, offsetMs: offsetMsAt(payment.paidAt), days };
    return { ok: true, features: featuresOf(payment, history, when, row) };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}
