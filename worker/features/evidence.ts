// How much one payment looks like fraud by itself: log odds from its category, its amount for such a card holder, and
// its hour. The features sum this up over a card's last days, because frauds come in bursts: the payments just before
// say most about this one.
import { DAY_MS, HOUR_MS } from "../duration.ts";
import type { Payment } from "../payment/payment.ts";
import type { Tables } from "./tables.ts";

const URBAN_PEOPLE = 2500;

/**
 * A snapshot feed stamps old rows with today's date. The ages it yields are too high by the years between: by none to
 * about this many.
 */
export const SNAPSHOT_AGE_ERROR_YEARS = 8;

/** The group of holders whose gender, age or city is unknown. Its table is counted over all holders. */
export const ANYONE = 0;
/** Women and men, in town and in the country. */
const GROUPS_OF_AN_AGE = 4;

export type Holder = Pick<Payment, "gender" | "ageYears" | "cityPopulation">;

export function holderGroups({ ageBorders }: Pick<Tables, "ageBorders">): number {
  return 1 + GROUPS_OF_AN_AGE * (ageBorders.length + 1);
}

/**
 * A holder's group, from 0 to below `holderGroups`. The amounts of frauds in one category differ by gender, city or
 * country, and age.
 */
export function holderGroup(
  { gender, ageYears, cityPopulation }: Holder,
  { ageBorders }: Pick<Tables, "ageBorders">,
): number {
  if (gender === null || ageYears === null || cityPopulation === null) return ANYONE;
  let age = 0;
  for (const border of ageBorders) if (ageYears >= border) age++;
  return 1 + GROUPS_OF_AN_AGE * age + (isUrban(cityPopulation) ? 2 : 0) + (gender === "F" ? 1 : 0);
}

export function isUrban(cityPopulation: number): boolean {
  return cityPopulation >= URBAN_PEOPLE;
}

/**
 * Log odds from the amount within its category (the code of one); 0 when the category is unknown, and NaN when the amount is. Linear
 * between the table's points.
 */
export function amountEvidence({ amounts, stepsPerE }: Tables, group: number, code: number, cents: number): number {
  const table = amounts[group]?.[code];
  if (table === undefined) return Number.isNaN(cents) ? cents : 0;
  const position = Math.log(Math.max(1, cents / 100)) * stepsPerE;
  const below = Math.min(Math.floor(position), table.length - 2);
  const part = Math.min(1, position - below);
  return (1 - part) * (table[below] ?? 0) + part * (table[below + 1] ?? 0);
}

/** The same on a snapshot feed: the mean over every age that the holder may really have. */
export function snapshotAmountEvidence(tables: Tables, holder: Holder, code: number, cents: number): number {
  if (holder.ageYears === null) return amountEvidence(tables, ANYONE, code, cents);
  let likelihood = 0;
  for (let error = 0; error <= SNAPSHOT_AGE_ERROR_YEARS; error++) {
    const group = holderGroup({ ...holder, ageYears: holder.ageYears - error }, tables);
    likelihood += Math.exp(amountEvidence(tables, group, code, cents));
  }
  return Math.log(likelihood / (SNAPSHOT_AGE_ERROR_YEARS + 1));
}

/** Log odds from the hour on the wall clock. */
export function hourEvidence({ hours }: Tables, wallMs: number): number {
  const hour = Math.floor((((wallMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
  return hours[hour] ?? 0;
}
