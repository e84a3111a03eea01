// The shipped model may not depend on the identity of the card, the merchant or the place. Made-up payments go through
// the worker's own door twice: as they are, and with every identity replaced.
import { expect, test } from "vitest";
import { tableOf, wireBody } from "../simulator/body.ts";
import type { FeedRow } from "../simulator/row.ts";
import { createWorld, naturalRate } from "../simulator/world/world.ts";
import { featuresOf, shipped } from "../test/shipped.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { situationOf } from "../worker/features/situation.ts";
import { admit } from "../worker/payment/admit.ts";
import type { Payment } from "../worker/payment/payment.ts";
import { readRows } from "../worker/payment/readRows.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import { calibrationOf } from "../worker/scoring/manifest.ts";
import { marginOf, parseTrees } from "../worker/scoring/trees.ts";
import { rankingMetrics } from "./metrics.ts";
import { seededRandom } from "./random.ts";

const CARDS = 150;
const DAYS = 60;
/** Scoring thousands of payments takes long on a busy machine. */
const TIMEOUT_MS = 300_000;
const FIRST_DAY = Math.floor(Date.UTC(2026, 0, 5) / 86_400_000);
const DOOR = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: Date.UTC(2027, 0, 1) };

const { manifest, onnx } = shipped;
const trees = parseTrees(onnx);

function worldOf(seed: number): FeedRow[] {
  const world = createWorld({
    seed,
    cards: CARDS,
    paymentsPerMinute: naturalRate(CARDS),
    fraudShare: 0.01,
    fraudHours: "natural",
    timezone: "UTC",
  });
  return Array.from({ length: DAYS }, (_, day) => world.day(FIRST_DAY + day))
    .flat()
    .sort((a, b) => a.paidAt - b.paidAt);
}

/** The same payments by other cards, at other merchants, in other places. What the model may use stays. */
function disguised(rows: FeedRow[]): FeedRow[] {
  const random = seededRandom(9);
  const cards = new Map<string, FeedRow["holder"]>();
  return rows.map((row) => {
    const { gender, birthDate, cityPopulation, cardNumber } = row.holder;
    const holder = cards.get(cardNumber) ?? {
      cardNumber: String(6_011_000_000_000_000 + cards.size * 7919),
      ...{ first: "Ann", last: "Other", street: "1 Other Street", city: "Elsewhere", state: "AK", job: "Diver" },
      ...{ zip: Math.floor(random() * 99_999), latitude: random() * 120 - 60, longitude: random() * 300 - 150 },
      ...{ gender, birthDate, cityPopulation },
    };
    cards.set(cardNumber, holder);
    const merchant = `fraud_Merchant ${Math.floor(random() * 1000)}`;
    return { ...row, holder, merchant, merchantLatitude: random() * 120 - 60, merchantLongitude: random() * 300 - 150 };
  });
}

interface Scored {
  scores: Float64Array;
  fraud: Uint8Array;
}

/** `lean` adds to the margin what a model could add that knew the whole payment. */
function scored(rows: FeedRow[], lean: (payment: Payment) => number = () => 0): Scored {
  const histories = new Map<string, CardHistory>();
  const body = readRows(wireBody(tableOf(rows)), rows.length);
  if (!body.ok) throw new Error(body.problem);
  const payments = body.rows.map((row) => {
    const admission = admit(row, DOOR);
    if (!admission.ok) throw new Error(admission.reject.reason);
    if (admission.payment === undefined) throw new Error("it is a refund");
    return admission.payment;
  });
  const scores = payments.map((payment) => {
    const history = histories.get(payment.cardId) ?? emptyHistory();
    const margin = marginOf(trees, featuresOf(payment, history, { feed: "stream", offsetMs: 0 }));
    const calibration = calibrationOf(manifest, situationOf(payment, history, "stream"));
    histories.set(payment.cardId, remember(history, payment));
    return calibrate(margin + lean(payment), calibration);
  });
  return {
    scores: Float64Array.from(scores),
    fraud: Uint8Array.from(payments, ({ label }) => (label === "fraud" ? 1 : 0)),
  };
}

const area = ({ scores, fraud }: Scored): number =>
  rankingMetrics({ scores, fraud, weights: new Float64Array(scores.length).fill(1) }).prAuc;

test(
  "other cards, merchants, names, jobs and places do not change a single score",
  () => {
    const rows = worldOf(21);
    const { scores, fraud } = scored(rows);
    expect(fraud.filter((label) => label === 1).length).toBeGreaterThan(20);
    expect(scored(disguised(rows)).scores).toEqual(scores);
  },
  TIMEOUT_MS,
);

test(
  "a model that leans on merchants or on distance would be found out",
  () => {
    const rows = worldOf(21).slice(0, 2000);
    const byMerchant = (payment: Payment): number => payment.merchant.length / 10;
    const byDistance = (payment: Payment): number => (payment.distanceKm ?? 0) / 1000;
    for (const lean of [byMerchant, byDistance]) {
      expect(scored(disguised(rows), lean).scores).not.toEqual(scored(rows, lean).scores);
    }
  },
  TIMEOUT_MS,
);

test(
  "in worlds of other people and merchants the model is as good",
  () => {
    for (const seed of [31, 32, 33]) expect(area(scored(worldOf(seed)))).toBeGreaterThan(0.9);
  },
  TIMEOUT_MS,
);
