// Counts what the payments of each hour are like: amounts, categories, who pays, how the model scores them. The watchman compares
// an hour with the same hours of the days before. Counted by event time, so that payments loaded as past are a past here, too.
// Its size is bounded: so many hours, and in each so many numbers. Pure.

import { isUnfamiliarBesidesPace } from "../decision/decision.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../duration.ts";
import { FEATURES, type FeatureName } from "../features/catalogue.ts";
import { readCategory } from "../payment/category.ts";
import { isAmountKnown } from "../payment/paid.ts";
import type { ScoredPayment } from "../store/payments.ts";

export const CENSUS_DAYS = 29;
/** Names of categories kept for an hour; further ones count together under "". */
const CATEGORIES_KEPT = 40;

/** Upper bounds of the bins, each below the next; a last bin holds what is above. */
export const BOUNDS = {
  /** Units of CURRENCY. */
  amount: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000],
  /** Years. */
  age: [18, 25, 35, 50, 65, 80],
  /** People in the holder's city. */
  city: [500, 2500, 20_000, 200_000],
  /** Earlier payments of the card. */
  day: [1, 2, 3, 5, 8],
  /** Hours since the card's payment before. */
  gap: [0.1, 1, 6, 24, 72, 240],
  /** Minutes from the payment to its arrival. */
  delay: [1, 10, 60, 180, 360, 720, 1440],
} as const satisfies Record<string, readonly number[]>;
export type Measure = keyof typeof BOUNDS;
export const MEASURES = Object.keys(BOUNDS) as Measure[];

export interface HourCensus {
  /** Epoch ms of its beginning. */
  hour: number;
  payments: number;
  /** Of which something is unfamiliar besides the card's pace. */
  unfamiliar: number;
  /** By bin; the one after the last bound is for values that are missing. */
  measures: Record<Measure, number[]>;
  /** F, M, missing. */
  gender: number[];
  /** A map, since a category may be called as what every object has (`constructor`). */
  categories: Map<string, number>;
  /** The model whose bands these are, and its scores by band. Payments of another model begin them anew. */
  model: string;
  scores: number[];
}

/** By hour. */
export type Census = ReadonlyMap<number, HourCensus>;

export interface Bands {
  model: string;
  /** Scores that bound the bands. Empty without a model. */
  bounds: readonly number[];
}

type Counted = Pick<
  ScoredPayment,
  | "paidAt"
  | "seenAt"
  | "amountCents"
  | "currency"
  | "rate"
  | "category"
  | "knownAs"
  | "gender"
  | "ageYears"
  | "cityPopulation"
  | "score"
  | "model"
  | "features"
  | "unfamiliar"
>;

/** Changes `census` in place, and returns the hours that changed. `past`: these were loaded as past, so their delay says nothing. */
export function countCensus(
  census: Map<number, HourCensus>,
  payments: readonly Counted[],
  { bands, isPast, nowMs }: { bands: Bands; isPast: boolean; nowMs: number },
): Set<number> {
  const changed = new Set<number>();
  const oldest = oldestHour(nowMs);
  for (const payment of payments) {
    const hour = Math.floor(payment.paidAt / HOUR_MS) * HOUR_MS;
    if (hour < oldest) continue;
    let counts = census.get(hour);
    if (counts === undefined) {
      counts = emptyHour(hour, bands);
      census.set(hour, counts);
    }
    changed.add(hour);
    add(counts, payment, bands, isPast);
  }
  return changed;
}

export function oldestHour(nowMs: number): number {
  return Math.floor((nowMs - CENSUS_DAYS * DAY_MS) / HOUR_MS) * HOUR_MS;
}

function add(counts: HourCensus, payment: Counted, { model, bounds }: Bands, isPast: boolean): void {
  const { measures, gender, categories } = counts;
  counts.payments += 1;
  if (isUnfamiliarBesidesPace(payment.unfamiliar)) counts.unfamiliar += 1;
  count(measures.amount, BOUNDS.amount, isAmountKnown(payment) ? payment.amountCents / 100 : null);
  count(measures.age, BOUNDS.age, payment.ageYears);
  count(measures.city, BOUNDS.city, payment.cityPopulation);
  count(measures.day, BOUNDS.day, payment.features[PLACES.count_24h]);
  count(measures.gap, BOUNDS.gap, payment.features[PLACES.gap]);
  if (!isPast) count(measures.delay, BOUNDS.delay, (payment.seenAt - payment.paidAt) / MINUTE_MS);
  increment(gender, payment.gender === "F" ? 0 : payment.gender === "M" ? 1 : 2);
  const category = readCategory(payment);
  const isKept = categories.has(category) || categories.size < CATEGORIES_KEPT;
  const name = isKept ? category : "";
  categories.set(name, (categories.get(name) ?? 0) + 1);
  // What waited to be recorded while the model was exchanged has scores of the one before.
  if (payment.score === null || payment.model !== model) return;
  if (counts.model !== model) {
    counts.model = model;
    counts.scores = emptyBins(bounds.length + 1);
  }
  increment(counts.scores, binOf(bounds, payment.score));
}

const placeOf = (name: FeatureName) => FEATURES.findIndex((feature) => feature.name === name);
const PLACES = { count_24h: placeOf("count_24h"), gap: placeOf("gap") };

function count(bins: number[], bounds: readonly number[], value: number | null | undefined): void {
  increment(bins, value == null ? bounds.length + 1 : binOf(bounds, value));
}

/** The bin that holds the value: a bound is the lowest value of the bin above it. */
export function binOf(bounds: readonly number[], value: number): number {
  let bin = 0;
  while (bin < bounds.length && value >= (bounds[bin] ?? 0)) bin += 1;
  return bin;
}

function increment(bins: number[], bin: number): void {
  bins[bin] = (bins[bin] ?? 0) + 1;
}

function emptyHour(hour: number, { model, bounds }: Bands): HourCensus {
  return {
    ...{ hour, payments: 0, unfamiliar: 0, categories: new Map(), gender: emptyBins(3) },
    measures: {
      amount: emptyBins(BOUNDS.amount.length + 2),
      age: emptyBins(BOUNDS.age.length + 2),
      city: emptyBins(BOUNDS.city.length + 2),
      day: emptyBins(BOUNDS.day.length + 2),
      gap: emptyBins(BOUNDS.gap.length + 2),
      delay: emptyBins(BOUNDS.delay.length + 2),
    },
    ...{ model, scores: emptyBins(bounds.length + 1) },
  };
}

function emptyBins(bins: number): number[] {
  return new Array<number>(bins).fill(0);
}
