// The columns of a file by a map that a person wrote: the mapping of a source (docs/sources.md), whose pointers name columns. Pure.
import { parseJson } from "../../worker/payment/json.ts";
import { apply, type ReadRow } from "../../worker/payment/sources/apply.ts";
import {
  type Mapping,
  ownColumnIn,
  ROW_FIELDS,
  type RowMapping,
  type ValueMapping,
} from "../../worker/payment/sources/mapping.ts";
import { readPointer } from "../../worker/payment/sources/pointer.ts";
import { readMapping } from "../../worker/payment/sources/readMapping.ts";
import { columnsWords, type Planned, type Planning, type Role } from "./columnsByName.ts";
import { type Field, isField, SECRET } from "./fields.ts";

/** Fields that only help: what is wrong with them costs no payment. */
const HELPFUL: ReadonlySet<string> = new Set<Field>([
  ...(["last4", "bin", "country", "gender", "dob", "city_pop", "lat", "long", "merch_lat", "merch_long"] as const),
]);

export type MapReading = { ok: true; mapping: Mapping } | { ok: false; problem: string };

/** Reads a whole mapping, or its `payment` alone. */
export function readMap(text: string): MapReading {
  let written: unknown;
  try {
    written = parseJson(text.replace(/^\uFEFF/, ""));
  } catch {
    return { ok: false, problem: "is not JSON, or was cut off" };
  }
  const isRow = typeof written === "object" && written !== null && ROW_FIELDS.some((field) => field in written);
  const read = readMapping(isRow ? { payment: written } : written);
  if (!read.ok) return { ok: false, problem: read.field === null ? read.problem : `${read.field} ${read.problem}` };
  if (read.mapping.items !== undefined)
    return { ok: false, problem: "items must be left out: each row of a file is one payment" };
  return { ok: true, mapping: read.mapping };
}

/** `source`: the merchant where the map names none. `columns`: the file's; null where each row has its own. */
export function planByMap(mapping: Mapping, source: string, columns: readonly string[] | null): Planning {
  const roles = new Map<string, Role>();
  const also: string[] = [];
  for (const [place, value, field] of valuesIn(mapping)) {
    for (const column of columnsOf(value)) {
      if (columns !== null && !columns.includes(column)) {
        return {
          ok: false,
          problem: `--map has ${place} at ${column}, and there is no such column. ${columnsWords(columns)}`,
        };
      }
      const as = field === null ? null : damageOf(field, value);
      if (field === null || as === null) also.push(column);
      else if (!roles.has(column)) roles.set(column, { field, as });
    }
  }
  const fixed = mapping.payment?.currency?.const;
  const currency = typeof fixed === "string" ? fixed.trim().toUpperCase() : null;
  return { ok: true, plan: { roles, also, currency, rowOf: (cells) => plannedBy(mapping, source, cells) } };
}

function plannedBy(mapping: Mapping, source: string, cells: Readonly<Record<string, unknown>>): Planned {
  const applied = apply(mapping, cells, { source });
  if (!applied.ok) return { field: "row", problem: applied.problem };
  const row = applied.readings.find((reading): reading is ReadRow => "columns" in reading);
  if (row !== undefined) return ofRow(row);
  const [other] = applied.readings;
  return {
    ignored:
      other?.kind === "ignored"
        ? other.why
        : "by the map it says what a payment was, which a file says beside the payment itself, in is_fraud",
  };
}

function ofRow({ fields, columns }: ReadRow): Planned {
  const notes: { field: string; note: string }[] = [];
  for (const [field, outcome] of Object.entries(fields)) {
    if (!("error" in outcome)) continue;
    // The words may quote the value.
    if (SECRET.has(field)) return { field, problem: "cannot be read as the map says" };
    if (!HELPFUL.has(field) && ownColumnIn(field) === null) return { field, problem: outcome.error };
    notes.push({ field, note: `counts as missing: ${outcome.error}` });
  }
  return { columns, notes };
}

/** Every value that is looked up, with where it stands in the map, and the field that it is for. */
function valuesIn({ event, id, payment, refund }: Mapping): [place: string, ValueMapping, Field | null][] {
  const rows = (kind: string, row: RowMapping = {}) =>
    Object.entries(row).flatMap(([field, value]): [string, ValueMapping, Field | null][] =>
      value === undefined ? [] : [[`${kind}.${field}`, value, isField(field) ? field : null]],
    );
  return [
    ...rows("payment", payment),
    ...rows("refund", refund),
    ...(event?.path === undefined ? [] : [["event", { path: event.path }, null] as [string, ValueMapping, null]]),
    ...(id === undefined ? [] : [["id", id, null] as [string, ValueMapping, null]]),
  ];
}

function columnsOf({ path, first }: ValueMapping): string[] {
  const paths = path === undefined ? [] : [path].flat();
  const own = paths.flatMap((text) => {
    const pointer = readPointer(text);
    return pointer.ok ? pointer.tokens.slice(0, 1) : [];
  });
  return [...own, ...(first ?? []).flatMap(columnsOf)];
}

/** A value that is looked up in a table is compared as text, and one with a unit is a number in it. Null: nothing is mended. */
function damageOf(field: Field, { table, unit, first }: ValueMapping): Field | null {
  if (table !== undefined || (first ?? []).some((each) => each.table !== undefined)) return "category";
  const units = [unit, ...(first ?? []).map((each) => each.unit)];
  return units.some((each) => each !== undefined && each !== "iso") ? null : field;
}
