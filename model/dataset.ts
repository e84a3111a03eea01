// Labelled payments in memory as columns (about 40 bytes a row), in event order, ready to be walked through the features.
import { ageYears } from "../worker/payment/age.ts";
import { distanceKm } from "../worker/payment/distance.ts";
import type { Payment } from "../worker/payment/payment.ts";
import { BadInput } from "./progress.ts";

/** Columns of the Kaggle files that are read; names, streets, jobs and merchants are not. */
export const COLUMNS = [
  "trans_date_trans_time",
  "cc_num",
  "category",
  "amt",
  "gender",
  "dob",
  "city_pop",
  "lat",
  "long",
  "merch_lat",
  "merch_long",
  "is_fraud",
] as const;

export type Column = (typeof COLUMNS)[number];
export type RawRow = Record<Column, unknown>;

export interface Dataset {
  rows: number;
  frauds: number;
  /** Local wall time as if it were UTC: files carry no zone, so the offset for features is 0. */
  paidAt: Float64Array;
  /** Cards as numbers from 0. */
  card: Int32Array;
  amountCents: Float64Array;
  category: string[];
  gender: Array<"F" | "M" | null>;
  /** NaN where unknown, as in the other columns of doubles. */
  ageYears: Float32Array;
  cityPopulation: Float64Array;
  distanceKm: Float64Array;
  fraud: Uint8Array;
}

export interface Collector {
  add(row: RawRow, where: () => string): void;
  /** The first `most` rows in event order, or all. */
  finish(most?: number): Dataset;
}

interface Collected {
  paidAt: number;
  card: number;
  amountCents: number;
  category: string;
  gender: "F" | "M" | null;
  age: number;
  people: number;
  distance: number;
  fraud: 0 | 1;
}

const TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})/;

/**
 * Takes rows in any order; `finish` puts them in event order (rows of one second stay as they came). `cards` numbers the
 * cards: give the same map to data sets that share some.
 */
export function collectRows(cards = new Map<string, number>()): Collector {
  const rows: Collected[] = [];
  return {
    add(row, where) {
      const cardNumber = textOf(row, "cc_num", where);
      const card = cards.get(cardNumber) ?? cards.size;
      cards.set(cardNumber, card);
      const paidAt = timeOf(row, where);
      const dob = row.dob;
      const gender = row.gender;
      rows.push({
        paidAt,
        card,
        amountCents: Math.round(numberOf(row, "amt", where) * 100),
        category: textOf(row, "category", where),
        gender: gender === "F" || gender === "M" ? gender : null,
        age: typeof dob === "string" ? (ageYears(dob, paidAt) ?? Number.NaN) : Number.NaN,
        people: isAbsent(row.city_pop) ? Number.NaN : numberOf(row, "city_pop", where),
        distance: distanceOf(row, where),
        fraud: labelOf(row, where),
      });
    },
    finish(most) {
      rows.sort((a, b) => a.paidAt - b.paidAt);
      if (most !== undefined && most < rows.length) rows.length = most;
      return {
        rows: rows.length,
        frauds: rows.reduce((sum, row) => sum + row.fraud, 0),
        paidAt: Float64Array.from(rows, (row) => row.paidAt),
        card: Int32Array.from(rows, (row) => row.card),
        amountCents: Float64Array.from(rows, (row) => row.amountCents),
        category: rows.map((row) => row.category),
        gender: rows.map((row) => row.gender),
        ageYears: Float32Array.from(rows, (row) => row.age),
        cityPopulation: Float64Array.from(rows, (row) => row.people),
        distanceKm: Float64Array.from(rows, (row) => row.distance),
        fraud: Uint8Array.from(rows, (row) => row.fraud),
      };
    },
  };
}

export function paymentAt(data: Dataset, i: number): Payment {
  return {
    id: String(i),
    cardId: String(data.card[i]),
    last4: "",
    merchant: "",
    category: data.category[i] ?? "",
    amountCents: data.amountCents[i] ?? Number.NaN,
    paidAt: data.paidAt[i] ?? Number.NaN,
    gender: data.gender[i] ?? null,
    ageYears: orNull(data.ageYears[i]),
    cityPopulation: orNull(data.cityPopulation[i]),
    distanceKm: orNull(data.distanceKm[i]),
    label: data.fraud[i] === 1 ? "fraud" : "legitimate",
  };
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function textOf(row: RawRow, column: Column, where: () => string): string {
  const value = row[column];
  if (isAbsent(value)) throw new BadInput(`${where()}: ${column} is empty`);
  return String(value);
}

function numberOf(row: RawRow, column: Column, where: () => string): number {
  const value = Number(isAbsent(row[column]) ? Number.NaN : row[column]);
  if (!Number.isFinite(value))
    throw new BadInput(`${where()}: ${column} is not a number (${JSON.stringify(String(row[column]))})`);
  return value;
}

function timeOf(row: RawRow, where: () => string): number {
  const match = TIME.exec(String(row.trans_date_trans_time));
  const time =
    match === null
      ? Number.NaN
      : Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`);
  // Date.parse lets the 31st of a shorter month be the 1st of the next.
  if (match === null || Number.isNaN(time) || new Date(time).getUTCDate() !== Number(match[3])) {
    throw new BadInput(`${where()}: trans_date_trans_time is not a time such as 2019-01-01 00:00:18`);
  }
  return time;
}

function labelOf(row: RawRow, where: () => string): 0 | 1 {
  const label = String(row.is_fraud);
  if (label !== "0" && label !== "1") throw new BadInput(`${where()}: is_fraud must be 0 or 1`);
  return label === "1" ? 1 : 0;
}

function distanceOf(row: RawRow, where: () => string): number {
  if ([row.lat, row.long, row.merch_lat, row.merch_long].some(isAbsent)) return Number.NaN;
  return distanceKm(
    { lat: numberOf(row, "lat", where), long: numberOf(row, "long", where) },
    { lat: numberOf(row, "merch_lat", where), long: numberOf(row, "merch_long", where) },
  );
}
