// Made-up payments and what a new model makes of them, from the payment to the score: its proof at every start. No real
// payment is among them.
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import { createFeatures } from "../worker/features/compute.ts";
import { type DaysAround, type SubjectDays, settledDay } from "../worker/features/days.ts";
import { ANYONE } from "../worker/features/evidence.ts";
import { emptyHistory, remember } from "../worker/features/history.ts";
import { MORE_FEATURES } from "../worker/features/moreFeatures.ts";
import type { ExtraTable, Tables } from "../worker/features/tables.ts";
import type { Extra } from "../worker/payment/payment.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import { calibrationOf, type Manifest } from "../worker/scoring/manifest.ts";
import type { GoldenVector, PastPayment } from "../worker/scoring/readGolden.ts";
import { marginOf, type Trees } from "../worker/scoring/trees.ts";
import { seededRandom } from "./random.ts";
import { SITUATIONS } from "./trainingSet.ts";

/** Each start proves them all. */
const COUNT = 24;
const SEED = 7;
const START = Date.UTC(2026, 0, 5);
const MOST_PAST = 8;
const OFFSETS_HOURS = [0, -5, 9];
/** Of the days that a golden payment comes with. */
const GOLDEN_DAYS = 24;
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
  const featuresOf = createFeatures(tables, manifest.features);
  const readsDays = MORE_FEATURES.some(({ name }) => manifest.features.includes(name));
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
    const further = tables.extra === undefined ? payment : { ...payment, extra: madeUpExtra(tables.extra, random) };
    const days = readsDays && feed === "stream" ? madeUpDays(payment.paidAt, tables, random) : null;
    const features = featuresOf(further, past.reduce(remember, emptyHistory()), { feed, offsetMs, days });
    const margin = marginOf(trees, features);
    const score = calibrate(margin, calibrationOf(manifest, situation));
    return { feed, offsetMs, past, payment: further, days, situation, features, margin, score };
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

function madeUpExtra(columns: readonly ExtraTable[], random: () => number): Extra {
  const cells = columns.map(({ name, words }) => {
    const word = words?.[Math.floor(random() * words.length)];
    return [name, words === null ? Math.round(random() * 1000) / 10 : (word ?? UNKNOWN)];
  });
  return Object.fromEntries(cells);
}

/** Three weeks or so of a card and a merchant, some of whose payments turned out to be frauds. */
function madeUpDays(paidAt: number, { truth }: Tables, random: () => number): DaysAround {
  const subject = (mostADay: number): SubjectDays => {
    const days: SubjectDays["days"] = [];
    const frauds: SubjectDays["frauds"] = [];
    const newest = settledDay(paidAt);
    for (let day = newest - GOLDEN_DAYS; day <= newest; day++) {
      const payments = Math.floor(random() * mostADay);
      if (payments === 0) continue;
      days.push({ day, payments, cents: Math.round(payments * random() * 20_000), cards: Math.ceil(payments / 2) });
      if (truth === undefined || random() > 0.2) continue;
      const at = day * DAY_MS + Math.floor(random() * DAY_MS);
      frauds.push({
        paidAt: at,
        knownAt: at + Math.floor(random() * 9 * DAY_MS),
        cents: Math.round(random() * 50_000),
      });
    }
    return { days, frauds };
  };
  return { card: subject(3), merchant: subject(12) };
}

function daysJson({ days, frauds }: SubjectDays): object {
  return {
    days: days.map(({ day, payments, cents, cards }) => [day, payments, cents, cards]),
    frauds: frauds.map(({ paidAt, knownAt, cents }) => [paidAt, knownAt, cents]),
  };
}

/** As golden.json has them. */
export function goldenJson(golden: readonly GoldenVector[]): object[] {
  return golden.map(({ feed, offsetMs, past, payment, days, situation, features, margin, score }) => ({
    situation,
    feed,
    offsetMs,
    past: past.map(pastJson),
    payment: {
      ...pastJson(payment),
      gender: payment.gender,
      ageYears: payment.ageYears,
      cityPopulation: payment.cityPopulation,
      ...(payment.extra === undefined ? {} : { extra: payment.extra }),
    },
    ...(days === null ? {} : { days: { card: daysJson(days.card), merchant: daysJson(days.merchant) } }),
    features: Array.from(features, (value) => (Number.isNaN(value) ? null : value)),
    margin,
    score,
  }));
}

function pastJson({ paidAt, amountCents, category }: PastPayment): object {
  return { paidAt: new Date(paidAt).toISOString(), amountCents, category };
}
