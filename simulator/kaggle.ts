// Reads a file of payments: the Kaggle CSV as it is, or parquet with the same columns. Other columns are left alone.
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { CardHolder, FeedRow } from "./row.ts";
import { COLUMNS } from "./wire.ts";
import { hashText } from "./world/random.ts";

const FILE_COLUMNS = ["trans_date_trans_time", ...COLUMNS.filter((column) => column !== "current_time")];

const ROWS_PER_PIECE = 50_000;

/** A row of the file with each value as text. */
type TextRow = (column: string) => string;

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return value === null || value === undefined ? "" : String(value);
}

function checkColumns(file: string, found: readonly string[]): void {
  const missing = FILE_COLUMNS.filter((column) => !found.includes(column));
  if (missing.length > 0) throw new Error(`--replay ${file} lacks the column ${missing.join(", ")}`);
}

async function* csvRows(file: string): AsyncGenerator<TextRow> {
  let columns: string[] | null = null;
  const parser = parse({ bom: true, relaxColumnCount: true });
  // An unreadable file ends the parser with the reason, which the loop then throws.
  pipeline(createReadStream(file), parser, () => {});
  for await (const record of parser) {
    const values: string[] = record;
    if (columns === null) {
      columns = values;
      checkColumns(file, columns);
      continue;
    }
    const places = columns;
    yield (column) => values[places.indexOf(column)] ?? "";
  }
  if (columns === null) throw new Error(`--replay ${file} is empty`);
}

async function* parquetRows(file: string): AsyncGenerator<TextRow> {
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer);
  checkColumns(
    file,
    metadata.schema.map((element) => element.name),
  );
  const total = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < total; rowStart += ROWS_PER_PIECE) {
    const rowEnd = Math.min(total, rowStart + ROWS_PER_PIECE);
    const rows = await parquetReadObjects({
      file: buffer,
      metadata,
      compressors,
      columns: FILE_COLUMNS,
      rowStart,
      rowEnd,
    });
    for (const row of rows) yield (column) => textOf(row[column]);
  }
}

/** `2019-01-01 00:00:18` (or with a T) as milliseconds since 1970 on the wall clock. */
function wallMsOf(text: string): number {
  return Date.parse(`${text.slice(0, 19).replace(" ", "T")}Z`);
}

/**
 * The card number's digits, or null. Spreadsheets turn long numbers into `4.25711E+18`: such a card gets a number of its
 * own in that place, from the holder's name and birth date, so that its payments stay together and apart from others'.
 */
function cardNumberOf(row: TextRow): string | null {
  const text = row("cc_num");
  if (/^\d{1,19}$/.test(text)) return text;
  const [, whole, fraction = "", exponent] = /^(\d)(?:\.(\d+))?E\+(\d+)$/i.exec(text) ?? [];
  if (whole === undefined || Number(exponent) > 18) return null;
  const known = whole + fraction;
  const lost = Number(exponent) + 1 - known.length;
  if (lost < 0) return null;
  const person = hashText(`${row("first")}|${row("last")}|${row("dob")}`);
  return known + String(person).padStart(lost, "0").slice(0, lost);
}

function holderOf(row: TextRow, cardNumber: string): CardHolder {
  return {
    cardNumber,
    first: row("first"),
    last: row("last"),
    gender: row("gender") === "F" ? "F" : "M",
    street: row("street"),
    city: row("city"),
    state: row("state"),
    zip: Number(row("zip")),
    latitude: Number(row("lat")),
    longitude: Number(row("long")),
    cityPopulation: Number(row("city_pop")),
    job: row("job"),
    birthDate: row("dob").slice(0, 10),
  };
}

/** The file's rows in order of time. `paidAt` still is what the wall clock showed, as if in UTC. */
export async function readKaggleFile(file: string, log: (line: string) => void): Promise<FeedRow[]> {
  const source = file.toLowerCase().endsWith(".parquet") ? parquetRows(file) : csvRows(file);
  const holders = new Map<string, CardHolder>();
  const rows: FeedRow[] = [];
  let standIns = 0;
  let leftOut = 0;
  for await (const row of source) {
    const paidAt = wallMsOf(row("trans_date_trans_time"));
    const cardNumber = cardNumberOf(row);
    if (cardNumber === null || !Number.isFinite(paidAt)) {
      leftOut += 1;
      continue;
    }
    if (cardNumber !== row("cc_num")) standIns += 1;
    // A million rows belong to a thousand cards: each holder is kept once.
    const holder = holders.get(cardNumber) ?? holderOf(row, cardNumber);
    holders.set(cardNumber, holder);
    rows.push({
      holder,
      merchant: row("merchant"),
      category: row("category"),
      amount: Number(row("amt")),
      id: row("trans_num"),
      merchantLatitude: Number(row("merch_lat")),
      merchantLongitude: Number(row("merch_long")),
      isFraud: Number(row("is_fraud")) === 1,
      paidAt,
      index: rows.length + leftOut,
    });
  }
  if (standIns > 0)
    log(`replay: ${standIns} rows had a rounded card number (such as 4.2E+18) and got one in its place`);
  if (leftOut > 0) log(`replay: ${leftOut} rows left out, without a usable cc_num or trans_date_trans_time`);
  if (rows.length === 0) throw new Error(`--replay ${file} has no usable rows`);
  return rows.sort((a, b) => a.paidAt - b.paidAt || a.index - b.index);
}
