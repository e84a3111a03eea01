// Columns of one's own: numbers and words that a row or a source carries and that no feed of the world has, such as
// device_age_days. The policy declares them, so that a slip in a sender does not become a column.
import type { Extra, Note, Payment } from "../payment/payment.ts";

export const MOST_COLUMNS = 32;

export interface Column {
  name: string;
  kind: "number" | "text";
}

/** What is declared, by name. */
export type ColumnTable = ReadonlyMap<string, Column["kind"]>;

export const NO_COLUMNS: ColumnTable = new Map();

export function columnTable(columns: readonly Column[]): ColumnTable {
  return new Map(columns.map(({ name, kind }) => [name, kind]));
}

/** The payment with the declared columns alone, each of its kind. */
export function withColumns<Of extends Pick<Payment, "extra">>(payment: Of, table: ColumnTable): Of {
  const { extra = null } = payment;
  if (extra === null) return payment;
  const kept: [string, number | string][] = [];
  for (const [name, kind] of table) {
    const value = readAs(extra, name, kind);
    if (value !== null) kept.push([name, value]);
  }
  return { ...payment, extra: kept.length === 0 ? null : Object.fromEntries(kept) };
}

/** What the sender is told of columns that were left out. */
export function columnNotes(extra: Extra | null | undefined, table: ColumnTable): Note[] {
  if (extra == null) return [];
  return Object.keys(extra).flatMap((name): Note[] => {
    const kind = table.get(name);
    if (kind === undefined) return [{ field: `extra.${name}`, note: UNDECLARED }];
    if (readAs(extra, name, kind) !== null) return [];
    return [{ field: `extra.${name}`, note: kind === "number" ? NO_NUMBER : NO_TEXT }];
  });
}

const UNDECLARED =
  "is no column that is declared here, and was left out: declare it on the page Sources, or as `columns` of PUT /api/policy";
const NO_NUMBER = "is declared as a number, and was left out: it is none";
const NO_TEXT = "is declared as text, and was left out: it is a number; send it in quotes";

const NUMBER = /^[+-]?\d{1,20}(\.\d{1,30})?(e[+-]?\d{1,2})?$/i;

/** Files and forms send numbers as text. */
function readAs(extra: Extra, name: string, kind: Column["kind"]): number | string | null {
  const value = Object.hasOwn(extra, name) ? extra[name] : undefined;
  if (value === undefined || typeof value === (kind === "text" ? "string" : "number")) return value ?? null;
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : null;
}
