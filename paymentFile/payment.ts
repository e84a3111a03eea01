// One row of a file of payments: the Kaggle columns, in whatever types and spellings programs leave them. Pure.
import { createHash } from "node:crypto";
import { ageYears } from "../worker/payment/age.ts";
import { isDollars } from "../worker/payment/currency.ts";
import {
  amountOf,
  cardOf,
  categoryOf,
  dateOf,
  genderOf,
  isEmpty,
  labelOf,
  numberOf,
  textOf,
  wallMsOf,
} from "./cells.ts";
import { type Findings, noteFilled, noteHolder, notePayment, noteRounded, noteUnread } from "./findings.ts";

/**
 * Columns that every command needs. Only some commands need the other Kaggle columns (merchants, names, streets, jobs).
 */
export const PAYMENT_COLUMNS = [
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

/** With the date of birth these tell apart holders whose card numbers are rounded to the same number. */
export const NAME_COLUMNS = ["first", "last"] as const;

/** Columns that every command also takes when a file has them. */
export const WELCOME_COLUMNS = [...NAME_COLUMNS, "currency"] as const;

export type PaymentColumn = (typeof PAYMENT_COLUMNS)[number];
export type Cells = Readonly<
  Record<PaymentColumn, unknown> & Partial<Record<(typeof WELCOME_COLUMNS)[number], unknown>>
>;

export interface FilePayment {
  /** What the wall clock showed, in ms as if in UTC: files carry no zone. */
  wallMs: number;
  /** Digits, or another text that names the card. */
  cardNumber: string;
  /** One of CATEGORIES, or the text of the file. */
  category: string;
  amount: number;
  gender: "F" | "M" | null;
  /** YYYY-MM-DD */
  birthDate: string | null;
  cityPopulation: number | null;
  latitude: number | null;
  longitude: number | null;
  merchantLatitude: number | null;
  merchantLongitude: number | null;
  fraud: 0 | 1;
}

/** Why a row is no payment. */
export interface Unusable {
  column: PaymentColumn | "currency";
  what: string;
}

/** Records in `findings` what could not be read. */
export function paymentOf(cells: Cells, findings: Findings, where: () => string): FilePayment | Unusable {
  findings.rows += 1;
  for (const column of ["cc_num", "category"] as const) {
    if (isEmpty(cells[column])) return { column, what: "is empty" };
  }
  const birthDate = optional(cells, "dob", dateOf, findings, where);
  const card = cardOf(cells.cc_num);
  if (card === null) return { column: "cc_num", what: `is not a card number (${quoted(cells.cc_num)})` };
  const wallMs = wallMsOf(cells.trans_date_trans_time);
  if (wallMs === null) {
    const what = `is not a time such as 2019-01-01 00:00:18 (${quoted(cells.trans_date_trans_time)})`;
    return { column: "trans_date_trans_time", what };
  }
  const amount = isEmpty(cells.amt) ? null : amountOf(cells.amt);
  if (amount === null) return { column: "amt", what: `is not a number (${quoted(cells.amt)})` };
  if (!isEmpty(cells.currency) && !isDollars(cells.currency)) {
    return {
      column: "currency",
      what: `must be USD or left out, since amounts are dollars (${quoted(cells.currency)})`,
    };
  }
  const fraud = labelOf(cells.is_fraud);
  if (fraud === null) return { column: "is_fraud", what: `must be 0 or 1 (${quoted(cells.is_fraud)})` };

  const holder = [...NAME_COLUMNS.map((column) => textOf(cells[column])), birthDate ?? ""];
  const isNamed = holder.every(Boolean);
  let cardNumber: string;
  if ("number" in card) {
    cardNumber = card.number;
    if (isNamed) noteHolder(findings, cardNumber, holder.join("|"));
  } else {
    noteRounded(findings, cells.cc_num, isNamed, where);
    cardNumber = standIn(card.rounded, holder.join("|"));
  }
  const category = categoryOf(cells.category);
  if (category === null) noteUnread(findings, "category", cells.category, where);
  if (birthDate !== null && ageYears(birthDate, wallMs) === null) noteUnread(findings, "dob", cells.dob, where);
  notePayment(findings, wallMs, "number" in card ? cardNumber : "");
  const place = (column: PaymentColumn, most: number) => optional(cells, column, within(-most, most), findings, where);
  return {
    wallMs,
    cardNumber,
    category: category ?? textOf(cells.category),
    amount,
    gender: optional(cells, "gender", genderOf, findings, where),
    birthDate,
    cityPopulation: optional(cells, "city_pop", within(0, 1e9), findings, where),
    latitude: place("lat", 90),
    longitude: place("long", 180),
    merchantLatitude: place("merch_lat", 90),
    merchantLongitude: place("merch_long", 180),
    fraud,
  };
}

function optional<T>(
  cells: Cells,
  column: PaymentColumn,
  read: (cell: unknown) => T | null,
  findings: Findings,
  where: () => string,
): T | null {
  const cell = cells[column];
  if (isEmpty(cell)) return null;
  noteFilled(findings, column);
  const value = read(cell);
  if (value === null) noteUnread(findings, column, cell, where);
  return value;
}

function within(least: number, most: number): (cell: unknown) => number | null {
  return (cell) => {
    const value = numberOf(cell);
    return value !== null && value >= least && value <= most ? value : null;
  };
}

/** A made-up number in place of a rounded one: its known digits, and others computed from the holder. */
function standIn({ known, digits }: { known: string; digits: number }, holder: string): string {
  const hash = createHash("sha256").update(holder).digest();
  const made = hash.readBigUInt64BE().toString().padStart(20, "0");
  return known + made.slice(-(digits - known.length) || made.length);
}

function quoted(cell: unknown): string {
  return JSON.stringify(cell instanceof Date ? textOf(cell) : String(cell));
}
