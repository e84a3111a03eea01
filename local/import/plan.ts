// Which columns of a file are which fields of a payment: by the feed's own names, or by a map that a person wrote. Pure.
import { isCurrencyColumn } from "../../worker/payment/currency.ts";
import { FIELDS, type Field, isField } from "./fields.ts";

export interface Plan {
  /** Each column that is read, with the field that its cells are of. */
  columns: ReadonlyMap<string, Field>;
  /** Makes the door's columns of a row whose cells are mended. */
  rowOf: (cells: Readonly<Record<string, unknown>>) => Planned;
}

export type Planned =
  | { columns: Readonly<Record<string, unknown>> }
  /** By a map: neither a payment nor a refund. */
  | { ignored: string }
  | { field: string; problem: string };

/** Names that are the same field in files of the feed's own kind. */
const ALSO: Readonly<Record<string, Field>> = { trans_date_trans_time: "current_time" };
/** Without these there is no payment. Of each group one is needed. */
const NEEDED: readonly (readonly Field[])[] = [
  ["trans_num"],
  ["cc_num", "card"],
  ["merchant"],
  ["amt", "amount_minor"],
  ["current_time"],
];
const MOST_NAMED = 24;

/** `columns`: the file's; null where each row has its own. */
export function planByName(
  columns: readonly string[] | null,
): { ok: true; plan: Plan } | { ok: false; problem: string } {
  const named = columns === null ? null : fieldsByName(columns);
  const missing =
    named === null ? [] : NEEDED.filter((group) => !group.some((field) => [...named.values()].includes(field)));
  if (missing.length > 0 && columns !== null) return { ok: false, problem: lacking(missing, columns) };
  const fields = named ?? fieldsByName([...Object.keys(FIELDS), ...Object.keys(ALSO)]);
  return { ok: true, plan: { columns: fields, rowOf: (cells) => ({ columns: renamed(cells, fields) }) } };
}

function fieldsByName(columns: readonly string[]): ReadonlyMap<string, Field> {
  const found = new Map<string, Field>();
  const take = (name: string, field: Field) => {
    if (![...found.values()].includes(field)) found.set(name, field);
  };
  for (const name of columns) {
    const plain = name.trim().toLowerCase();
    if (isField(plain)) take(name, plain);
  }
  // Other names are taken only where no column has the very name.
  for (const name of columns) {
    const plain = name.trim().toLowerCase();
    const field = isCurrencyColumn(plain) ? "currency" : ALSO[plain];
    if (field !== undefined) take(name, field);
  }
  return found;
}

function renamed(
  cells: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, Field>,
): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, field] of fields)
    if (cells[name] !== undefined && cells[name] !== null) columns[field] = cells[name];
  return columns;
}

function lacking(missing: readonly (readonly Field[])[], columns: readonly string[]): string {
  const there = columns.slice(0, MOST_NAMED).map((name) => JSON.stringify(name.slice(0, 40)));
  const more = columns.length > MOST_NAMED ? ` and ${columns.length - MOST_NAMED} more` : "";
  const names = missing.map((group) => group.join(" or ")).join(", ");
  return `it lacks the column ${names}. It has ${there.join(", ")}${more}; name them as the feed does, or say which is which with --map (docs/import.md)`;
}
