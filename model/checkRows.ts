// Rows that test a tree ensemble: made-up payments through the real feature code, and values chosen on the edges of the
// trees.
import { HOUR_MS } from "../worker/duration.ts";
import { FEATURE_COUNT, type FeaturesOf } from "../worker/features/compute.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { CATEGORIES, type Payment } from "../worker/payment/payment.ts";
import { LEAF, type Trees } from "../worker/scoring/trees.ts";
import { seededRandom } from "./random.ts";

const START = Date.UTC(2026, 0, 5);

/** Rows of made-up cards: in turn on a stream, as first payments, and as a snapshot. They hold no real payment. */
export function madeUpRows(featuresOf: FeaturesOf, count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const rows = new Float32Array(count * FEATURE_COUNT);
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
    featuresOf(payment, history, { feed, offsetMs: 0 }, rows.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
    history = remember(history, payment);
  }
  return rows;
}

/** Rows whose values lie on the trees' thresholds, one single-precision step beside them, or are odd. */
export function edgeRows(trees: Trees, count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const thresholds = Array.from({ length: FEATURE_COUNT }, (): number[] => []);
  trees.feature.forEach((feature, node) => {
    if (feature !== LEAF) thresholds[feature]?.push(trees.value[node] ?? 0);
  });
  const odd = [Number.NaN, Number.NaN, 0, -0, 1e30, -1e30, 1e-40];
  const rows = new Float32Array(count * FEATURE_COUNT);
  for (let i = 0; i < rows.length; i++) {
    const own = thresholds[i % FEATURE_COUNT] ?? [];
    const threshold = own[Math.floor(random() * own.length)];
    const choice = random();
    if (threshold === undefined || choice < 0.15) rows[i] = odd[Math.floor(random() * odd.length)] ?? 0;
    else rows[i] = choice < 0.5 ? threshold : neighbour(threshold, choice < 0.75 ? 1 : -1);
  }
  return rows;
}

/** The next single-precision number, up or down. */
function neighbour(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * 1.401298464324817e-45;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  view.setInt32(0, view.getInt32(0) + (value > 0 ? direction : -direction));
  return view.getFloat32(0);
}
