// The feed's wire format to the byte: what pandas writes with `orient="split"`, put once more into a JSON string.
// Tables hold ready JSON texts, so that a 19-digit number never becomes a JavaScript number.
import type { FeedRow } from "./row.ts";

export const COLUMNS = [
  "cc_num",
  "merchant",
  "category",
  "amt",
  "first",
  "last",
  "gender",
  "street",
  "city",
  "state",
  "zip",
  "lat",
  "long",
  "city_pop",
  "job",
  "dob",
  "trans_num",
  "merch_lat",
  "merch_long",
  "is_fraud",
  "current_time",
] as const;

export type Column = (typeof COLUMNS)[number];

export interface WireTable {
  columns: readonly string[];
  index: number[];
  /** Each cell is a JSON text. */
  data: string[][];
}

/** Text as pandas writes it: `/` and everything beyond ASCII is escaped. Null becomes `null`. */
export function textCell(text: string | null): string {
  if (text === null) return "null";
  return JSON.stringify(text)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * A number in a column of fractions as pandas writes it: 12 is `12.0`, with at most ten decimals. Null becomes `null`.
 */
function decimalCell(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "null";
  return Number.isInteger(value) ? `${value}.0` : String(Number(value.toFixed(10)));
}

function wholeCell(value: number | null): string {
  return value === null ? "null" : String(value);
}

function cells(row: FeedRow): Record<Column, string> {
  const { holder } = row;
  return {
    cc_num: holder.cardNumber,
    merchant: textCell(row.merchant),
    category: textCell(row.category),
    amt: decimalCell(row.amount),
    first: textCell(holder.first),
    last: textCell(holder.last),
    gender: textCell(holder.gender),
    street: textCell(holder.street),
    city: textCell(holder.city),
    state: textCell(holder.state),
    zip: wholeCell(holder.zip),
    lat: decimalCell(holder.latitude),
    long: decimalCell(holder.longitude),
    city_pop: wholeCell(holder.cityPopulation),
    job: textCell(holder.job),
    dob: textCell(holder.birthDate),
    trans_num: textCell(row.id),
    merch_lat: decimalCell(row.merchantLatitude),
    merch_long: decimalCell(row.merchantLongitude),
    is_fraud: row.isFraud ? "1" : "0",
    current_time: String(row.paidAt),
  };
}

export function tableOf(rows: readonly FeedRow[]): WireTable {
  return {
    columns: COLUMNS,
    index: rows.map((row) => row.index),
    data: rows.map((row) => {
      const byName = cells(row);
      return COLUMNS.map((column) => byName[column]);
    }),
  };
}

/** The inner JSON, which some mirrors send directly. */
export function innerJson(table: WireTable): string {
  const rows = table.data.map((row) => `[${row.join(",")}]`).join(",");
  const columns = table.columns.map(textCell).join(",");
  return `{"columns":[${columns}],"index":[${table.index.join(",")}],"data":[${rows}]}`;
}

export function wireBody(table: WireTable): string {
  return JSON.stringify(innerJson(table));
}

/** One row as a JSON object with the feed's column names, as `POST /api/payments` takes it. The card number is text. */
export function objectJson(row: FeedRow): string {
  const byName = cells(row);
  return `{${COLUMNS.map((column) => `"${column}":${column === "cc_num" ? `"${byName[column]}"` : byName[column]}`).join(",")}}`;
}
