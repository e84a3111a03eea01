// The shipped model scores what it has always scored, to the last bit. The hashes below were computed by the code of the
// day before its tables and words moved into the bundle (docs/bundle.md). They change only with another shipped model.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { featuresOf, shipped } from "../test/shipped.ts";
import { HOUR_MS } from "../worker/duration.ts";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { type Situation, situationOf } from "../worker/features/situation.ts";
import { CATEGORIES, type FeedKind, type Payment } from "../worker/payment/payment.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import { calibrationOf } from "../worker/scoring/manifest.ts";
import { marginOf, parseTrees } from "../worker/scoring/trees.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";
import { seededRandom } from "./random.ts";
import { simulatedDataset } from "./simulated.ts";

const { manifest, onnx } = shipped;
const trees = parseTrees(onnx);

/** Takes in what a payment scores: its features and margin in single precision, its probability in double. */
function ledger() {
  const hash = createHash("sha256");
  const row = new Float32Array(FEATURE_COUNT);
  const written = new DataView(new ArrayBuffer(4 * FEATURE_COUNT + 12));
  let count = 0;
  return {
    score(payment: Payment, history: CardHistory | null, feed: FeedKind, offsetMs: number): void {
      featuresOf(payment, history, { feed, offsetMs }, row);
      const margin = marginOf(trees, row);
      // A missing value is one NaN of many: which one is left to the machine, so one word stands for all.
      row.forEach((value, i) => {
        if (Number.isNaN(value)) written.setUint32(4 * i, 0x7fc0_0000);
        else written.setFloat32(4 * i, value);
      });
      written.setFloat32(4 * FEATURE_COUNT, margin);
      const situation = situationOf(payment, history, feed);
      written.setFloat64(4 * FEATURE_COUNT + 4, calibrate(margin, calibrationOf(manifest, situation)));
      hash.update(new Uint8Array(written.buffer));
      count++;
    },
    sum: () => ({ count, sha256: hash.digest("hex") }),
  };
}

/** Payments of a simulated world, each scored as its feed would have it. */
function simulated(situation: Situation): { count: number; sha256: string } {
  const data: Dataset = simulatedDataset({ seed: 77, cards: 40, from: Date.UTC(2026, 0, 1), days: 60, rows: 4000 });
  const { score, sum } = ledger();
  const histories = new Map<number, CardHistory>();
  for (let i = 0; i < data.rows; i++) {
    const payment = paymentAt(data, i);
    const card = data.card[i] ?? -1;
    const history = situation === "stream" ? (histories.get(card) ?? emptyHistory()) : null;
    score(payment, history, situation === "snapshot" ? "snapshot" : "stream", 0);
    if (history !== null) histories.set(card, remember(history, payment));
  }
  return sum();
}

/** Payments that no world makes: unknown words, holders of whom little is known, any amount, age, hour and zone. */
function odd(feed: FeedKind): { count: number; sha256: string } {
  const random = seededRandom(78);
  const words = [...CATEGORIES, "electronics", ""];
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const { score, sum } = ledger();
  let history = emptyHistory();
  let paidAt = Date.UTC(2026, 2, 1);
  for (let i = 0; i < 4000; i++) {
    if (random() < 0.04) history = emptyHistory();
    paidAt += Math.round((random() ** 4 - 0.002) * 90 * HOUR_MS);
    const payment: Payment = {
      ...{ id: String(i), cardId: "", last4: "", merchant: "", distanceKm: null, label: null },
      category: oneOf(words),
      amountCents: Math.floor(Math.exp(random() * 18)),
      paidAt,
      gender: oneOf(["F", "M", "F", "M", null]),
      ageYears: random() < 0.1 ? null : Math.floor(random() * 110),
      cityPopulation: random() < 0.1 ? null : Math.floor(Math.exp(random() * 16)),
    };
    score(payment, history, feed, oneOf([-11, -5, 0, 5.5, 13]) * HOUR_MS);
    history = remember(history, payment);
  }
  return sum();
}

test.each<[Situation, string]>([
  ["stream", "6a06d1d789f932293db4442289a15407baf707d98ce0d3b00d5ab7cb5c9f03bb"],
  ["first", "09917945fc298ffa7c73c73346bac595fd639c326d2b12e9f7e9eb20284c0dab"],
  ["snapshot", "0497179cd055961f73953e91a37f4709df1fdfbb8a07d997515e7b8e6fa0e909"],
])("4,000 simulated payments score as ever (%s)", (situation, sha256) => {
  expect(simulated(situation)).toEqual({ count: 4000, sha256 });
});

test.each<[FeedKind, string]>([
  ["stream", "4fe66c3645b0b456af4d7a2e3933abcadcca0c4a75e9ceecd20a9c407c62459b"],
  ["snapshot", "fb95269ecb477fc73d4b16fbf42ed22b9d9df7ed40a3dcec4eea9716067b0538"],
])("4,000 odd payments score as ever (%s)", (feed, sha256) => {
  expect(odd(feed)).toEqual({ count: 4000, sha256 });
});
