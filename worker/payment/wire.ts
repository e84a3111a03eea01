// The wire formats payments arrive in, down to rows of named columns. Which rows are good is for row.ts to say.
import { parseJson } from "./json.ts";

/** Column name to raw value. A Map, so that a column called `__proto__` is just a column. */
export type Row = ReadonlyMap<string, unknown>;

export type Body = { ok: true; rows: Row[] } | { ok: false; problem: string };

/**
 * Reads a body: an object, or a JSON string that itself holds one; in pandas' split form (`columns`, `data`), as one
 * payment, or as a list of payments. Never a partial read: a body that does not parse whole has no rows.
 */
export function rowsOf(text: string, maxRows: number): Body {
  let value: unknown;
  try {
    value = parseJson(text);
    if (typeof value === "string") value = parseJson(value);
  } catch {
    return { ok: false, problem: "the body is not JSON, or was cut off" };
  }
  const rows = isRecord(value) && "columns" in value ? splitRows(value) : objectRows(value);
  if (typeof rows === "string") return { ok: false, problem: rows };
  if (rows.length > maxRows) return { ok: false, problem: `${rows.length} payments in one body; at most ${maxRows}` };
  return { ok: true, rows };
}

function splitRows(value: Record<string, unknown>): Row[] | string {
  const { columns, data } = value;
  if (!Array.isArray(columns) || !columns.every((name) => typeof name === "string")) {
    return "`columns` must be a list of column names";
  }
  if (!Array.isArray(data)) return "`data` must be a list of rows";
  const names: string[] = columns;
  // A row that is no list, or too short, still becomes a row: what it lacks is then reported by name.
  return data.map((cells: unknown) => {
    const list: unknown[] = Array.isArray(cells) ? cells : [];
    return new Map(names.map((name, at) => [name, list[at]]));
  });
}

function objectRows(value: unknown): Row[] | string {
  const list = Array.isArray(value) ? value : [value];
  if (!list.every(isRecord)) return "a payment must be a JSON object with the feed's column names";
  return list.map((record) => new Map(Object.entries(record)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
