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
import { seededRandom } from "./random.ts";

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

const seededOneOf =
  (random: () => number) =>
  <T>(values: readonly T[]): T =>
    values[Math.floor(random() * values.length)] as T;

/** Payments as cards make them by day, with bursts of dear ones at night; each is scored as its feed would have it. */
function lifelike(situation: Situation): { count: number; sha256: string } {
  const random = seededRandom(77);
  const oneOf = seededOneOf(random);
  const { score, sum } = ledger();
  const cards = Array.from({ length: 40 }, () => ({
    holder: {
      gender: oneOf(["F", "M"] as const),
      ageYears: 15 + Math.floor(random() * 70),
      cityPopulation: Math.floor(Math.exp(5 + random() * 9)),
    },
    history: emptyHistory(),
    burstLeft: 0,
  }));
  let paidAt = Date.UTC(2026, 0, 1);
  for (let i = 0; i < 4000; i++) {
    paidAt += Math.floor(random() * 30 * 60_000);
    const isNight = new Date(paidAt).getUTCHours() >= 22 || new Date(paidAt).getUTCHours() < 4;
    const robbed = isNight ? cards.find(({ burstLeft }) => burstLeft > 0) : undefined;
    const card = robbed ?? oneOf(cards);
    if (robbed !== undefined) robbed.burstLeft--;
    else if (random() < 0.01) card.burstLeft = 10;
    const dollars = robbed === undefined ? Math.exp(0.5 + random() * 5) : oneOf([10, 20, 300, 500, 800, 900, 1000]);
    const payment: Payment = {
      ...{ id: String(i), cardId: "", last4: "", merchant: "", distanceKm: null, label: null },
      ...card.holder,
      category: oneOf(CATEGORIES),
      amountCents: Math.round(dollars * (90 + random() * 20)),
      paidAt,
    };
    score(payment, situation === "stream" ? card.history : null, situation === "snapshot" ? "snapshot" : "stream", 0);
    remember(card.history, payment);
  }
  return sum();
}

/** Payments that no world makes: unknown words, holders of whom little is known, any amount, age, hour and zone. */
function odd(feed: FeedKind): { count: number; sha256: string } {
  const random = seededRandom(78);
  const words = [...CATEGORIES, "electronics", ""];
  const oneOf = seededOneOf(random);
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
  ["stream", "d5ba15135b90e59113efb0555f6b87a8e2c923eb6d49d7e1fdde1c869042c0fa"],
  ["first", "4301c5a1219999af70669b72293a7ee4f0dd9618d6d39257502ce674e85301dd"],
  ["snapshot", "eabba65b675c7e8eac9c176f2ffe7c14e803c5884e3a120c49439e803d204204"],
])("4,000 lifelike payments score as ever (%s)", (situation, sha256) => {
  expect(lifelike(situation)).toEqual({ count: 4000, sha256 });
});

test.each<[FeedKind, string]>([
  ["stream", "4fe66c3645b0b456af4d7a2e3933abcadcca0c4a75e9ceecd20a9c407c62459b"],
  ["snapshot", "fb95269ecb477fc73d4b16fbf42ed22b9d9df7ed40a3dcec4eea9716067b0538"],
])("4,000 odd payments score as ever (%s)", (feed, sha256) => {
  expect(odd(feed)).toEqual({ count: 4000, sha256 });
});
