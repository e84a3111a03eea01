// Which columns of a file are which fields of a payment: by the feed's own names here, by a map that a person wrote in map.ts. Pure.
import { isCurrencyColumn } from "../../worker/payment/currency.ts";
import { ownColumnIn } from "../../worker/payment/sources/mapping.ts";
import { FIELDS, type Field, isField } from "./fields.ts";

/** Kind of the cells of a column. */
export interface Role {
  field: Field;
  /** The field whose damage they may have: another one where a map converts them first. */
  as: Field;
}

export interface Plan {
  roles: ReadonlyMap<string, Role>;
  /** Columns that are read as they are. */
  also: readonly string[];
  /** ISO 4217, where all amounts are in one by the map. */
  currency: string | null;
  /** Makes the door's columns of a row whose cells are mended. */
  rowOf: (cells: Readonly<Record<string, unknown>>) => Planned;
}

export type Planned =
  | { columns: Readonly<Record<string, unknown>>; notes: readonly { field: string; note: string }[] }
  /** The map says that the row is neither a payment nor a refund. */
  | { ignored: string }
  | { field: string; problem: string };

export type Planning = { ok: true; plan: Plan } | { ok: false; problem: string };

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
export function planByName(columns: readonly string[] | null): Planning {
  const fields = fieldsByName(columns ?? [...Object.keys(FIELDS), ...Object.keys(ALSO)]);
  const present = new Set(fields.values());
  const missing = NEEDED.filter((group) => !group.some((field) => present.has(field)));
  if (missing.length > 0 && columns !== null) return { ok: false, problem: lacking(missing, columns) };
  const roles = new Map([...fields].map(([name, field]) => [name, { field, as: field }]));
  const own = ownAmong(columns);
  const rowOf = (cells: Readonly<Record<string, unknown>>) => {
    const extra = extraOf(cells, own);
    return { columns: { ...renamed(cells, fields), ...(extra === null ? {} : { extra }) }, notes: [] };
  };
  return { ok: true, plan: { roles, also: own, currency: null, rowOf } };
}

/** Columns of one's own: `extra` is an object of them or its JSON text, `extra.NAME` is one. In JSON lines only the object is known beforehand. */
function ownAmong(columns: readonly string[] | null): string[] {
  return columns?.filter((name) => name === "extra" || ownColumnIn(name) !== null) ?? ["extra"];
}

/** Null where the row has none. Each by itself goes before the object, which goes to the door as it is where it stands alone. */
function extraOf(cells: Readonly<Record<string, unknown>>, own: readonly string[]): unknown {
  const single = own.flatMap((name): [string, unknown][] => {
    const column = ownColumnIn(name);
    const cell = cells[name];
    return column === null || cell === undefined || cell === null || cell === "" ? [] : [[column, cell]];
  });
  const whole = own.includes("extra") ? (cells.extra ?? null) : null;
  if (single.length === 0) return whole;
  return { ...(typeof whole === "object" ? whole : {}), ...Object.fromEntries(single) };
}

/** The columns that there are, for a person who named others. */
export function columnsWords(columns: readonly string[]): string {
  const there = columns.slice(0, MOST_NAMED).map((name) => JSON.stringify(name.slice(0, 40)));
  return `It has ${there.join(", ")}${columns.length > MOST_NAMED ? ` and ${columns.length - MOST_NAMED} more` : ""}`;
}

function fieldsByName(columns: readonly string[]): ReadonlyMap<string, Field> {
  const found = new Map<string, Field>();
  const taken = new Set<Field>();
  const take = (name: string, field: Field | undefined) => {
    if (field === undefined || taken.has(field)) return;
    taken.add(field);
    found.set(name, field);
  };
  const plain = columns.map((name) => [name, name.trim().toLowerCase()] as const);
  for (const [name, key] of plain) take(name, isField(key) ? key : undefined);
  // Other names are taken only where no column has the very name.
  for (const [name, key] of plain) take(name, isCurrencyColumn(key) ? "currency" : ALSO[key]);
  return found;
}

function renamed(
  cells: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, Field>,
): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    // In JSON lines two names may stand for one field; the very name comes first.
    if (cells[name] !== undefined && cells[name] !== null) columns[field] ??= cells[name];
  }
  return columns;
}

function lacking(missing: readonly (readonly Field[])[], columns: readonly string[]): string {
  const names = missing.map((group) => group.join(" or ")).join(", ");
  return `it lacks the column ${names}. ${columnsWords(columns)}; name them as the feed does, or say which is which with --map (docs/import.md)`;
}
