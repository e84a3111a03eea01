// The columns of the archive's files: everything stored about a payment, and the time at which it was so. Pure.
import type { ScoredPayment } from "../store/payments.ts";

/** `time`: epoch ms. `json`: lists, as JSON text. */
export type ColumnKind = "text" | "whole" | "number" | "time" | "json";

interface Column {
  kind: ColumnKind;
  /** True when the column may be null. */
  optional?: true;
  /** True when files of older versions lack it: then it is null. */
  later?: true;
}

/** Keyed by the payment's own names, so that a new column of payments cannot be forgotten here. */
const OF_PAYMENT = {
  id: { kind: "text" },
  seq: { kind: "whole" },
  paidAt: { kind: "time" },
  seenAt: { kind: "time" },
  storedAt: { kind: "time" },
  cardId: { kind: "text" },
  last4: { kind: "text" },
  merchant: { kind: "text" },
  category: { kind: "text" },
  amountCents: { kind: "whole" },
  gender: { kind: "text", optional: true },
  ageYears: { kind: "whole", optional: true },
  cityPopulation: { kind: "whole", optional: true },
  distanceKm: { kind: "number", optional: true },
  label: { kind: "text", optional: true },
  verdict: { kind: "text", optional: true },
  score: { kind: "number", optional: true },
  outcome: { kind: "text" },
  reasons: { kind: "json" },
  model: { kind: "text" },
  unfamiliar: { kind: "json", optional: true, later: true },
  features: { kind: "json" },
  feed: { kind: "text" },
  source: { kind: "text" },
  policy: { kind: "whole", optional: true, later: true },
  situation: { kind: "text", optional: true, later: true },
  challenger: { kind: "text", optional: true, later: true },
  challengerScore: { kind: "number", optional: true, later: true },
  challengerOutcome: { kind: "text", optional: true, later: true },
  hits: { kind: "json", optional: true, later: true },
  facts: { kind: "json", optional: true, later: true },
  sender: { kind: "text", optional: true, later: true },
  currency: { kind: "text", optional: true, later: true },
  paidMinor: { kind: "whole", optional: true, later: true },
  rate: { kind: "text", optional: true, later: true },
  mcc: { kind: "text", optional: true, later: true },
  knownAs: { kind: "text", optional: true, later: true },
  bin: { kind: "text", optional: true, later: true },
  country: { kind: "text", optional: true, later: true },
  latTenths: { kind: "whole", optional: true, later: true },
  longTenths: { kind: "whole", optional: true, later: true },
  extra: { kind: "json", optional: true, later: true },
} as const satisfies Record<keyof ScoredPayment, Column>;

export const COLUMNS: readonly (Column & { key: string; name: string })[] = [
  ...Object.entries(OF_PAYMENT).map(([key, column]) => ({ key, name: snakeCase(key), ...column })),
  // What the row says was so at this time. Of several rows of one payment the newest counts.
  { key: "asOf", name: "as_of", kind: "time" },
];

export type Cell = string | number | null;
/** One list of cells for each of COLUMNS, all of the same length. */
export type Table = Cell[][];

export function emptyTable(): Table {
  return COLUMNS.map(() => []);
}

/** Lists become text at once: thousands of payments with their features would fill a Worker's memory. */
export function addRows(table: Table, payments: readonly ScoredPayment[], asOf: number): void {
  COLUMNS.forEach(({ key, kind }, at) => {
    const cells = table[at] ?? [];
    for (const payment of payments) {
      const value: unknown = key === "asOf" ? asOf : Reflect.get(payment, key);
      cells.push(kind === "json" && value != null ? JSON.stringify(value) : isCell(value) ? cellOf(kind, value) : null);
    }
  });
}

/** Reads the rows [from, to) of a table back into payments; `asOf` is left out. */
export function rowsOf(table: Table, from = 0, to = lengthOf(table)): ScoredPayment[] {
  return Array.from({ length: Math.max(0, Math.min(to, lengthOf(table)) - from) }, (_, row) => {
    const entries = COLUMNS.flatMap(({ key, kind }, at) => {
      const cell = table[at]?.[from + row] ?? null;
      return key === "asOf" ? [] : [[key, kind === "json" ? JSON.parse(String(cell)) : cell]];
    });
    // Safe, since only files that were verified against payments are read: OF_PAYMENT has every key of one, each with
    // its kind.
    return Object.fromEntries(entries) as ScoredPayment;
  });
}

export function lengthOf(table: Table): number {
  return table[0]?.length ?? 0;
}

export function amountCentsOf(table: Table): number {
  const cells = table[COLUMNS.findIndex(({ key }) => key === "amountCents")] ?? [];
  return cells.reduce((sum: number, cell) => sum + Number(cell), 0);
}

/**
 * D1 keeps a fraction in a column of whole numbers when an older row brought one; a file cannot. Adding 0 turns −0 into
 * 0.
 */
function cellOf(kind: ColumnKind, value: Cell): Cell {
  return typeof value === "number" && (kind === "whole" || kind === "time") ? Math.round(value) + 0 : value;
}

function isCell(value: unknown): value is Cell {
  return value === null || typeof value === "string" || typeof value === "number";
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
