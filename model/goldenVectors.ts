// Made-up payments and what a new model makes of them, from the payment to the score: its proof at every start. No real
// payment is among them.
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import { createFeatures } from "../worker/features/compute.ts";
import { ANYONE } from "../worker/features/evidence.ts";
import { emptyHistory, remember } from "../worker/features/history.ts";
import type { Tables } from "../worker/features/tables.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import type { GoldenVector, PastPayment } from "../worker/scoring/golden.ts";
import { calibrationOf, type Manifest } from "../worker/scoring/manifest.ts";
import { marginOf, type Trees } from "../worker/scoring/trees.ts";
import { seededRandom } from "./random.ts";
import { SITUATIONS } from "./trainingSet.ts";

/** Each start proves them all. */
const COUNT = 24;
const SEED = 7;
const START = Date.UTC(2026, 0, 5);
const MOST_PAST = 8;
const OFFSETS_HOURS = [0, -5, 9];
/** No model's word. */
const UNKNOWN = "anything else";

export interface ProvenModel {
  tables: Tables;
  manifest: Manifest;
  trees: Trees;
}

/** Every other payment is what this model knows as fraud, after others like it. Each category has its turn. */
export function goldenVectors({ tables, manifest, trees }: ProvenModel): GoldenVector[] {
  const random = seededRandom(SEED);
  const featuresOf = createFeatures(tables);
  const words = [...tables.vocabulary, UNKNOWN];
  const worstHour = placeOfMost(tables.hours);
  return Array.from({ length: COUNT }, (_, i) => {
    const situation = SITUATIONS[i % SITUATIONS.length] ?? "stream";
    const feed = situation === "snapshot" ? "snapshot" : "stream";
    const offsetMs = (OFFSETS_HOURS[Math.floor(random() * OFFSETS_HOURS.length)] ?? 0) * HOUR_MS;
    const isSuspect = i % 2 === 1;
    const pay = (paidAt: number, code: number): PastPayment => ({
      paidAt,
      amountCents: Math.round(100 * Math.exp(isSuspect ? worstAmount(tables, code) : random() * 7)),
      category: words[code] ?? UNKNOWN,
    });
    const past: PastPayment[] = [];
    let paidAt = START + i * DAY_MS + (isSuspect ? worstHour * HOUR_MS - offsetMs : random() * DAY_MS);
    const count = situation === "stream" ? 1 + Math.floor(random() * MOST_PAST) : 0;
    for (let earlier = 0; earlier < count; earlier++) {
      past.push(pay(Math.round(paidAt), Math.floor(random() * words.length)));
      paidAt += 1 + random() ** 3 * (isSuspect ? HOUR_MS / 8 : 2 * DAY_MS);
    }
    const isKnown = i % 9 !== 8;
    const payment = {
      ...pay(Math.round(paidAt), i % words.length),
      gender: isKnown ? (random() < 0.5 ? ("F" as const) : ("M" as const)) : null,
      ageYears: isKnown ? 16 + Math.floor(random() * 70) : null,
      cityPopulation: Math.round(Math.exp(random() * 14)),
      ...{ id: "golden", cardId: "golden", last4: "", merchant: "", distanceKm: null, label: null },
    };
    const features = featuresOf(payment, past.reduce(remember, emptyHistory()), { feed, offsetMs });
    const margin = marginOf(trees, features);
    const score = calibrate(margin, calibrationOf(manifest, situation));
    return { feed, offsetMs, past, payment, situation, features, margin, score };
  });
}

/** The amount that speaks most for fraud in a category, as a logarithm of dollars. */
function worstAmount({ amounts, stepsPerE }: Tables, code: number): number {
  return placeOfMost(amounts[ANYONE]?.[code] ?? []) / stepsPerE;
}

function placeOfMost(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[most] ?? 0)) most = i;
  return most;
}

/** As golden.json has them. */
export function goldenJson(golden: readonly GoldenVector[]): object[] {
  return golden.map(({ feed, offsetMs, past, payment, situation, features, margin, score }) => ({
    situation,
    feed,
    offsetMs,
    past: past.map(pastJson),
    payment: {
      ...pastJson(payment),
      gender: payment.gender,
      ageYears: payment.ageYears,
      cityPopulation: payment.cityPopulation,
    },
    features: Array.from(features, (value) => (Number.isNaN(value) ? null : value)),
    margin,
    score,
  }));
}

function pastJson({ paidAt, amountCents, category }: PastPayment): object {
  return { paidAt: new Date(paidAt).toISOString(), amountCents, category };
}
