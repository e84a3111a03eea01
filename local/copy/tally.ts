// Are two tables alike? Each side is summed up by itself: rows, exact sums of all whole numbers, and a checksum over
// every value that does not depend on the order of rows. Pure.
import { hash } from "node:crypto";
import type { Row, Table } from "./tables.ts";

export interface Tally {
  rows: number;
  /** Exact sums by column: cents, sequence numbers, times. */
  sums: Map<string, bigint>;
  checksum: bigint;
}

export function emptyTally({ wholes, kept }: Table): Tally {
  const summed = wholes.filter((name) => !kept.includes(name));
  return { rows: 0, sums: new Map(summed.map((name) => [name, 0n])), checksum: 0n };
}

export function count(tally: Tally, table: Table, rows: readonly Row[]): void {
  tally.rows += rows.length;
  for (const row of rows) tally.checksum = BigInt.asUintN(64, tally.checksum + checksumOf(contentOf(table, row)));
  for (const [name, before] of tally.sums) {
    let sum = before;
    for (const row of rows) sum += wholeOf(row[name]);
    tally.sums.set(name, sum);
  }
}

/** A text of all values that are moved: rows with the same text have the same values, bit by bit. */
export function contentOf({ columns, kept }: Table, row: Row): string {
  return JSON.stringify(columns.map((name) => (kept.includes(name) ? null : row[name])));
}

export function keyOf({ key }: Table, row: Row): string {
  return JSON.stringify(key.map((name) => row[name]));
}

/** In words; empty when there are none. */
export function differences(here: Tally, there: Tally): string[] {
  const words: string[] = [];
  if (here.rows !== there.rows) words.push(`rows: ${here.rows} and ${there.rows}`);
  for (const [name, sum] of here.sums) {
    const other = there.sums.get(name);
    if (sum !== other) words.push(`sum of ${name}: ${sum} and ${other}`);
  }
  if (words.length === 0 && here.checksum !== there.checksum) words.push("the same counts and sums, but other values");
  return words;
}

function checksumOf(text: string): bigint {
  return hash("sha256", text, "buffer").readBigUInt64LE(0);
}

function wholeOf(value: unknown): bigint {
  if (typeof value === "number" || typeof value === "boolean") return BigInt(value);
  return 0n;
}
