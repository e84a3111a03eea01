// Takes a data set in event order through the worker's own history and features, row by row, as the worker would.

import { FEATURE_COUNT, type FeaturesOf } from "../worker/features/compute.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { type Situation, situationOf } from "../worker/features/situation.ts";
import type { FeedKind, Payment } from "../worker/payment/payment.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";
import type { Step } from "./progress.ts";

export interface Matrix {
  rows: number;
  /** Row-major, FEATURE_COUNT values per row. */
  features: Float32Array;
  situations: Situation[];
}

export interface Walk {
  /** The features as the model in question reads them. */
  featuresOf: FeaturesOf;
  /**
   * Histories by card, read and updated: pass the same map again to continue where it ended. With null no card is ever
   * remembered, and each payment is a first one.
   */
  histories: Map<number, CardHistory> | null;
  /** Called before each payment: true begins its card's history anew. */
  forget?: () => boolean;
  /** Told of each payment with its card's history before it. */
  look?: (i: number, payment: Payment, history: CardHistory | null) => void;
  step?: Step;
}

export function featureMatrix(
  data: Dataset,
  feed: FeedKind,
  { featuresOf, histories, forget, look, step }: Walk,
): Matrix {
  const features = new Float32Array(data.rows * FEATURE_COUNT);
  const situations: Situation[] = [];
  for (let i = 0; i < data.rows; i++) {
    const payment = paymentAt(data, i);
    const card = data.card[i] ?? -1;
    if (forget?.()) histories?.delete(card);
    const history = histories?.get(card) ?? null;
    situations.push(situationOf(payment, history, feed));
    featuresOf(payment, history, { feed, offsetMs: 0 }, features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
    look?.(i, payment, history);
    if (feed === "stream") histories?.set(card, remember(history ?? emptyHistory(), payment));
    if (i % 10_000 === 0) step?.update(`${((100 * i) / data.rows).toFixed(0)} %`);
  }
  return { rows: data.rows, features, situations };
}

/** Takes the histories through a data set without making features of it. */
export function warmUp(data: Dataset, histories: Map<number, CardHistory>): void {
  for (let i = 0; i < data.rows; i++) {
    const card = data.card[i] ?? -1;
    histories.set(card, remember(histories.get(card) ?? emptyHistory(), paymentAt(data, i)));
  }
}
