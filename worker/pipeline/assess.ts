// Features of new payments, and their cards' histories afterwards. Pure: the same arrivals give the same bytes.
import { FEATURE_COUNT, featuresOf } from "../features/features.ts";
import { type CardHistory, emptyHistory, remember } from "../features/history.ts";
import { encodeHistory } from "../features/historyCodec.ts";
import { type Situation, situationOf } from "../features/situation.ts";
import type { FeedKind, Payment } from "../payment/payment.ts";

/** What is known of a payment before it is scored. */
export interface Assessment {
  situation: Situation;
  /** FEATURE_COUNT values; null when they could not be made. */
  features: Float32Array | null;
}

/**
 * Each of `arrivals` (by event time) with its assessment, and the encoded histories of the cards whose history grew, by card
 * id. `known` are the histories of their cards before them, and grow with them.
 */
export function assess<Arrived extends { payment: Payment }>(
  arrivals: readonly Arrived[],
  known: ReadonlyMap<string, CardHistory>,
  feed: FeedKind,
  offsetMsAt: (epochMs: number) => number,
): { assessed: (Arrived & Assessment)[]; histories: Map<string, string> } {
  const grown = new Map<string, CardHistory>();
  // One piece of memory for all rows: an array of its own for each takes ten times as long to get.
  const rows = new Float32Array(arrivals.length * FEATURE_COUNT);
  const assessed = arrivals.map((arrival, at) => {
    const { payment } = arrival;
    const history = grown.get(payment.cardId) ?? known.get(payment.cardId) ?? emptyHistory();
    const row = rows.subarray(at * FEATURE_COUNT, (at + 1) * FEATURE_COUNT);
    const assessment = assessmentOf(payment, history, { feed, offsetMsAt, row });
    // Whatever is stored is remembered; but a snapshot feed's stamps would make up a past that never was.
    if (feed === "stream") grown.set(payment.cardId, remember(history, payment));
    return { ...arrival, ...assessment };
  });
  const histories = new Map(Array.from(grown, ([cardId, history]) => [cardId, encodeHistory(history)]));
  return { assessed, histories };
}

function assessmentOf(
  payment: Payment,
  history: CardHistory,
  { feed, offsetMsAt, row }: { feed: FeedKind; offsetMsAt: (epochMs: number) => number; row: Float32Array },
): Assessment {
  try {
    const features = featuresOf(payment, history, { feed, offsetMs: offsetMsAt(payment.paidAt) }, row);
    return { situation: situationOf(payment, history, feed), features };
  } catch {
    // One payment's trouble stays its own: it goes to a person, and the others go on.
    return { situation: feed === "snapshot" ? "snapshot" : "first", features: null };
  }
}
