// Rows that test a tree ensemble: made-up payments through the real feature code. Others lie on the edges of the trees:
// worker/scoring/edgeRows.ts.
import { HOUR_MS } from "../worker/duration.ts";
import { FEATURE_COUNT, type FeaturesOf } from "../worker/features/compute.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { CATEGORIES, type Payment } from "../worker/payment/payment.ts";
import { seededRandom } from "./random.ts";

const START = Date.UTC(2026, 0, 5);

/** Rows of made-up cards: in turn on a stream, as first payments, and as a snapshot. They hold no real payment. */
export function madeUpRows(
  featuresOf: FeaturesOf,
  count: number,
  seed: number,
  width: number = FEATURE_COUNT,
): Float32Array {
  const random = seededRandom(seed);
  const rows = new Float32Array(count * width);
  let history: CardHistory = emptyHistory();
  let paidAt = START;
  for (let i = 0; i < count; i++) {
    if (i % 12 === 0) history = emptyHistory();
    paidAt += Math.round(random() ** 3 * 48 * HOUR_MS);
    const payment: Payment = {
      id: String(i),
      cardId: "",
      last4: "",
      merchant: "",
      category: CATEGORIES[Math.floor(random() * CATEGORIES.length)] ?? "home",
      amountCents: Math.round(100 * Math.exp(random() * 7)),
      paidAt,
      gender: random() < 0.5 ? "F" : "M",
      ageYears: 16 + Math.floor(random() * 70),
      cityPopulation: Math.round(Math.exp(random() * 14)),
      distanceKm: random() * 150,
      label: null,
    };
    const feed = i % 6 === 5 ? "snapshot" : "stream";
    featuresOf(payment, history, { feed, offsetMs: 0 }, rows.subarray(i * width, (i + 1) * width));
    history = remember(history, payment);
  }
  return rows;
}
