// Takes a data set in event order through the worker's own history and features, row by row, as the worker would.

import { FEATURE_COUNT, type FeaturesOf } from "../worker/features/compute.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { type Situation, situationOf } from "../worker/features/situation.ts";
import type { FeedKind, Payment } from "../worker/payment/payment.ts";
import type { DaysWalk } from "./daysWalk.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";
import type { Step } from "./progress.ts";

export interface Matrix {
  rows: number;
  /** Values per row. */
  width: number;
  /** Row-major. */
  features: Float32Array;
  situations: Situation[];
}

export interface Walk {
  /** The features as the model in question reads them. */
  featuresOf: FeaturesOf;
  /** Values per row. Left out: FEATURE_COUNT. */
  width?: number;
  /** What cards and merchants did by day, read and updated. Left out where the model does not read it. */
  days?: DaysWalk;
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
  { featuresOf, width = FEATURE_COUNT, days, histories, forget, look, step }: Walk,
): Matrix {
  const features = new Float32Array(data.rows * width);
  const situations: Situation[] = [];
  for (let i = 0; i < data.rows; i++) {
    const payment = paymentAt(data, i);
    const card = data.card[i] ?? -1;
    if (forget?.()) histories?.delete(card);
    const history = histories?.get(card) ?? null;
    situations.push(situationOf(payment, history, feed));
    const when = { feed, offsetMs: data.own?.offsetMs[i] ?? 0, days: days?.before(payment) ?? null };
    featuresOf(payment, history, when, features.subarray(i * width, (i + 1) * width));
    look?.(i, payment, history);
    if (feed === "stream") histories?.set(card, remember(history ?? emptyHistory(), payment));
    days?.add(payment, fraudKnownAt(data, i));
    if (i % 10_000 === 0) step?.update(`${((100 * i) / data.rows).toFixed(0)} %`);
  }
  return { rows: data.rows, width, features, situations };
}

/** Takes the histories, and days where a model reads them, through a data set without making features of it. */
export function warmUp(data: Dataset, histories: Map<number, CardHistory>, days?: DaysWalk): void {
  for (let i = 0; i < data.rows; i++) {
    const card = data.card[i] ?? -1;
    const payment = paymentAt(data, i);
    histories.set(card, remember(histories.get(card) ?? emptyHistory(), payment));
    days?.add(payment, fraudKnownAt(data, i));
  }
}

/** Epoch ms at which it was said that the payment is a fraud: as it was made, where files of others do not tell. */
function fraudKnownAt({ fraud, own, paidAt }: Dataset, i: number): number | null {
  return fraud[i] === 1 ? (own?.knownAt[i] ?? paidAt[i] ?? Number.NaN) : null;
}

/** The rows at these positions, one after another. */
export function rowsOf({ features, width }: Matrix, positions: readonly number[]): Float32Array {
  const rows = new Float32Array(positions.length * width);
  positions.forEach((i, at) => {
    rows.set(features.subarray(i * width, (i + 1) * width), at * width);
  });
  return rows;
}

export function matrixAt(matrix: Matrix, positions: readonly number[]): Matrix {
  return {
    rows: positions.length,
    width: matrix.width,
    features: rowsOf(matrix, positions),
    situations: positions.map((i) => matrix.situations[i] ?? "stream"),
  };
}
