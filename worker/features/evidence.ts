// How much one payment looks like fraud by itself: log odds from its category, its amount for such a card holder, and
// its hour. The features sum this up over a card's last days, because frauds come in bursts: the payments just before
// say most about this one.
import { DAY_MS, HOUR_MS } from "../duration.ts";
import type { Payment } from "../payment/payment.ts";
import { AGE_BORDERS, AMOUNT_EVIDENCE, AMOUNT_STEPS_PER_E, HOUR_EVIDENCE } from "./evidenceTable.ts";

const URBAN_PEOPLE = 2500;

/**
 * A snapshot feed stamps old rows with today's date. The ages it yields are too high by the years between: by none to
 * about this many.
 */
export const SNAPSHOT_AGE_ERROR_YEARS = 8;

/** The group of holders whose gender, age or city is unknown. Its table is counted over all holders. */
export const ANYONE = 0;
export const HOLDER_GROUPS = 13;

const amountTables = AMOUNT_EVIDENCE.map((rows) =>
  rows.map((tenths) => Float64Array.from(tenths.split(" "), (text) => Number(text) / 10)),
);

export type Holder = Pick<Payment, "gender" | "ageYears" | "cityPopulation">;

/**
 * A holder's group, 0…HOLDER_GROUPS − 1. The amounts of frauds in one category differ by gender, city or country, and
 * three groups of age.
 */
export function holderGroup({ gender, ageYears, cityPopulation }: Holder, borders = AGE_BORDERS): number {
  if (gender === null || ageYears === null || cityPopulation === null) return ANYONE;
  let age = 0;
  for (const border of borders) if (ageYears >= border) age++;
  return 1 + 4 * age + (isUrban(cityPopulation) ? 2 : 0) + (gender === "F" ? 1 : 0);
}

export function isUrban(cityPopulation: number): boolean {
  return cityPopulation >= URBAN_PEOPLE;
}

/**
 * Log odds from the amount within its category (a place in CATEGORIES); 0 when the category is unknown. Linear between
 * the table's points.
 */
export function amountEvidence(group: number, category: number, cents: number): number {
  const table = amountTables[group]?.[category];
  if (table === undefined) return 0;
  const position = Math.log(Math.max(1, cents / 100)) * AMOUNT_STEPS_PER_E;
  const below = Math.min(Math.floor(position), table.length - 2);
  const part = Math.min(1, position - below);
  return (1 - part) * (table[below] ?? 0) + part * (table[below + 1] ?? 0);
}

/** The same on a snapshot feed: the mean over every age that the holder may really have. */
export function snapshotAmountEvidence(holder: Holder, category: number, cents: number): number {
  if (holder.ageYears === null) return amountEvidence(ANYONE, category, cents);
  let likelihood = 0;
  for (let error = 0; error <= SNAPSHOT_AGE_ERROR_YEARS; error++) {
    const group = holderGroup({ ...holder, ageYears: holder.ageYears - error });
    likelihood += Math.exp(amountEvidence(group, category, cents));
  }
  return Math.log(likelihood / (SNAPSHOT_AGE_ERROR_YEARS + 1));
}

/** Log odds from the hour on the wall clock. */
export function hourEvidence(wallMs: number): number {
  const hour = Math.floor((((wallMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
  return HOUR_EVIDENCE[hour] ?? 0;
}
