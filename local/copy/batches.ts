// How many rows are moved at a time. Batches are limited by bytes as well as by number: a payment is 1 kB, a message
// with its mail 10, a closed day more. Pure.
import type { Row } from "./tables.ts";

/** D1 takes 2 MB per parameter, in which quotes within a row count twice. */
const WRITTEN_AT_ONCE = { rows: 1_000, bytes: 700_000 };
/** Answers may be larger, since asking costs more than the rows do. */
const READ_AT_ONCE = { rows: 5_000, bytes: 4_000_000 };
/** First page of a table whose rows' size is not known yet. */
export const FIRST_ROWS = 50;
/** One in this many rows is weighed. */
const SAMPLE = 16;

/** Batches to write. A row that is too large for any batch is one by itself. */
export function* batchesOf(rows: readonly Row[]): Generator<Row[]> {
  let batch: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const more = bytesOf(row);
    const isFull = batch.length === WRITTEN_AT_ONCE.rows || bytes + more > WRITTEN_AT_ONCE.bytes;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}

/** Number of rows to read next, if they are like these. */
export function rowsAfter(page: readonly Row[]): number {
  const sample = page.filter((_row, at) => at % SAMPLE === 0);
  const average = sample.reduce((sum, row) => sum + bytesOf(row), 0) / sample.length;
  // The first few rows may be small by chance.
  const most = Math.min(READ_AT_ONCE.rows, page.length * SAMPLE);
  return Math.max(1, Math.min(most, Math.floor(READ_AT_ONCE.bytes / average)));
}

function bytesOf(row: Row): number {
  return Buffer.byteLength(JSON.stringify(row));
}
