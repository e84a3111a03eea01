// The ways in which a feed goes wrong, on demand. Faults of a whole answer replace or change it. Faults of rows add bad
// rows beside the good ones, so that a reader that copes with them loses no payment.

import { DAY_MS } from "../worker/duration.ts";
import { textCell, type WireTable } from "./body.ts";
import type { Random } from "./world/random.ts";
import { hashText, hexId, wholeBelow } from "./world/random.ts";

/** Name and meaning of each fault. `npm run simulate -- --help` prints them. */
export const FAULTS = {
  slow: "the answer drips out over ten seconds",
  hang: "no answer at all until the caller gives up",
  "500": "status 500",
  "503": "status 503, Retry-After 5",
  "429": "status 429, Retry-After 20, whatever the limit",
  "429-absurd": "status 429 that asks to come back in a thousand years",
  html: "status 200 with an HTML error page",
  truncated: "the body ends in the middle",
  bom: "a byte order mark before the body",
  "huge-body": "64 MB, packed small with gzip for those who accept it",
  redirect: "status 302 to another place",
  decoded: "the inner object, not wrapped in a string",
  "missing-column": "no column amt",
  "out-of-order": "rows shuffled",
  "iso-time": "current_time as ISO text",
  "cc-text": "cc_num as text",
  nan: "extra rows whose amt is a bare NaN",
  duplicate: "rows repeated in the same answer",
  conflict: "rows repeated under the same trans_num with another amount",
  "garbage-row": "extra rows of wrong types",
  future: "extra rows dated two days ahead",
} as const;

export type FaultName = keyof typeof FAULTS;

export interface Fault {
  name: FaultName;
  /** Share of the calls, or of the rows for faults of rows; 0 to 1. */
  share: number;
}

export const DEFAULT_FAULT_SHARE = 0.2;

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** Faults after which the reader cannot have the rows: they are sent again. */
const UNREADABLE: readonly FaultName[] = ["hang", "500", "503", "429", "429-absurd", "html", "truncated", "huge-body"];
const ROWS_WITHHELD: readonly FaultName[] = [...UNREADABLE, "redirect", "missing-column", "nan"];

export function withholdsRows(faults: ReadonlySet<FaultName>): boolean {
  return ROWS_WITHHELD.some((name) => faults.has(name));
}

type RowFault = (row: string[], at: (column: string) => number, random: Random) => string[];

function changed(row: string[], cells: Record<number, string>): string[] {
  return row.map((cell, i) => cells[i] ?? cell);
}

/** The id of an added row, always the same for the same row. */
function otherId(row: string[], at: (column: string) => number, name: FaultName): string {
  return textCell(hexId(hashText(row[at("trans_num")] ?? ""), hashText(name), 1, 2));
}

const ROW_FAULTS: Partial<Record<FaultName, RowFault>> = {
  nan: (row, at) => changed(row, { [at("trans_num")]: otherId(row, at, "nan"), [at("amt")]: "NaN" }),
  duplicate: (row) => row,
  conflict: (row, at, random) =>
    changed(row, { [at("amt")]: (Number(row[at("amt")]) + 1 + wholeBelow(random, 900)).toFixed(2) }),
  "garbage-row": (row, at) =>
    changed(row, {
      [at("cc_num")]: "null",
      [at("amt")]: '"a lot"',
      [at("lat")]: "[]",
      [at("trans_num")]: otherId(row, at, "garbage-row"),
      [at("current_time")]: '"yesterday"',
    }),
  future: (row, at) =>
    changed(row, {
      [at("trans_num")]: otherId(row, at, "future"),
      [at("current_time")]: String(Number(row[at("current_time")]) + 2 * DAY_MS),
    }),
};

/** Draws the faults of this call. Row faults are always among them: their chance is drawn for each row. */
export function faultsOfCall(faults: readonly Fault[], random: Random): Set<FaultName> {
  const struck = new Set<FaultName>();
  for (const fault of faults) {
    if (ROW_FAULTS[fault.name] !== undefined || random() < fault.share) struck.add(fault.name);
  }
  return struck;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function withColumn(table: WireTable, column: string, change: (cell: string) => string): WireTable {
  const place = table.columns.indexOf(column);
  return { ...table, data: table.data.map((row) => row.map((cell, i) => (i === place ? change(cell) : cell))) };
}

/** The table after the faults. `struck` holds the faults that apply to the whole table. */
export function bentTable(
  table: WireTable,
  faults: readonly Fault[],
  struck: ReadonlySet<FaultName>,
  random: Random,
): WireTable {
  const at = (column: string) => table.columns.indexOf(column);
  const data: string[][] = [];
  for (const row of table.data) {
    data.push(row);
    for (const fault of faults) {
      const added = ROW_FAULTS[fault.name];
      if (added !== undefined && random() < fault.share) data.push(added(row, at, random));
    }
  }
  let bent: WireTable = { ...table, data };
  if (struck.has("out-of-order")) bent = { ...bent, data: shuffled(bent.data, random) };
  if (struck.has("iso-time")) bent = withColumn(bent, "current_time", (cell) => isoCell(cell));
  if (struck.has("cc-text")) bent = withColumn(bent, "cc_num", (cell) => `"${cell}"`);
  if (struck.has("missing-column")) bent = withoutColumn(bent, "amt");
  // Added rows have no number of their own in the table: all rows are numbered anew.
  return data.length === table.data.length ? bent : { ...bent, index: data.map((_, i) => i) };
}

function isoCell(cell: string): string {
  const epochMs = Number(cell);
  return Number.isFinite(epochMs) ? textCell(new Date(epochMs).toISOString()) : cell;
}

function withoutColumn(table: WireTable, column: string): WireTable {
  const place = table.columns.indexOf(column);
  return {
    ...table,
    columns: table.columns.filter((_, i) => i !== place),
    data: table.data.map((row) => row.filter((_, i) => i !== place)),
  };
}
