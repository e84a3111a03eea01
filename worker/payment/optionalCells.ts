// Cells that a row may lack: a cell that only improves the score never costs the payment. One that cannot be read
// counts as missing, and admit.ts notes it. Plain functions, because a schema of seven more columns would cost a payment
// more time than all the other columns do.

import { binOf, countryOf } from "./cardCells.ts";
import { mccOf } from "./category.ts";
import { isBlank } from "./cell.ts";
import type { Label } from "./payment.ts";
import type { Columns } from "./readRows.ts";
import { dateOf } from "./time.ts";

const NUMBER = /^[+-]?\d{1,20}(\.\d{1,30})?(e[+-]?\d{1,2})?$/i;
const GENDERS: ReadonlyMap<string, "F" | "M"> = new Map([
  ["f", "F"],
  ["female", "F"],
  ["m", "M"],
  ["male", "M"],
]);
const LABELS: ReadonlyMap<unknown, Label> = new Map<unknown, Label>([
  [0, "legitimate"],
  [1, "fraud"],
  [false, "legitimate"],
  [true, "fraud"],
  ["0", "legitimate"],
  ["1", "fraud"],
  ["0.0", "legitimate"],
  ["1.0", "fraud"],
  ["false", "legitimate"],
  ["true", "fraud"],
]);

/** What is expected in each of these columns, in words. */
export const EXPECTED = {
  gender: "F or M",
  dob: "a date of birth such as 1988-03-09",
  city_pop: "a number of people, 0 or more",
  lat: "a latitude, −90 to 90",
  long: "a longitude, −180 to 180",
  merch_lat: "a latitude, −90 to 90",
  merch_long: "a longitude, −180 to 180",
  last4: "the last four digits of the card's number",
  bin: "the first six to eight digits of the card's number",
  country: "where the card was issued, as two letters (ISO 3166-1)",
  mcc: "a merchant category code of four digits (ISO 18245)",
} as const;

/** Each is null when its cell is blank or cannot be read. */
export function optionalCells(columns: Columns) {
  return {
    gender: genderOf(columns.gender),
    dob: dateOf(columns.dob),
    city_pop: numberWithin(columns.city_pop, 0, 1e9),
    lat: numberWithin(columns.lat, -90, 90),
    long: numberWithin(columns.long, -180, 180),
    merch_lat: numberWithin(columns.merch_lat, -90, 90),
    merch_long: numberWithin(columns.merch_long, -180, 180),
    bin: binOf(columns.bin),
    country: countryOf(columns.country),
    mcc: mccOf(columns.mcc),
  } satisfies Partial<Record<keyof typeof EXPECTED, unknown>>;
}

function genderOf(cell: unknown): "F" | "M" | null {
  return cell === "F" || cell === "M" ? cell : (GENDERS.get(wordOf(cell)) ?? null);
}

/** Undefined when the cell holds something that is no label. */
export function labelOf(cell: unknown): Label | null | undefined {
  if (isBlank(cell)) return null;
  return LABELS.get(typeof cell === "string" ? wordOf(cell) : cell);
}

function numberWithin(cell: unknown, min: number, max: number): number | null {
  const number = typeof cell === "number" ? cell : typeof cell === "string" ? numberIn(cell) : Number.NaN;
  return number >= min && number <= max ? number : null;
}

function numberIn(text: string): number {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
}

function wordOf(cell: unknown): string {
  return typeof cell === "string" && cell.length < 100 ? cell.trim().toLowerCase() : "";
}
