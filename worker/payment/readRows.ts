// The wire formats that payments arrive in, read into rows of named columns. admit.ts decides which rows are good.
import { parseJson } from "./json.ts";
import { wrappedProblem } from "./wrapped.ts";

/** Column name to raw value. All are own properties: a column called `__proto__` is a column like any other. */
export type Columns = Readonly<Record<string, unknown>>;

/** A row, or the problem of one whose columns cannot be told apart. */
export type Row = { columns: Columns } | { problem: string };

export type ReadBody = { ok: true; rows: Row[] } | { ok: false; problem: string };

/**
 * Reads a body: an object, or a JSON string that itself holds one. It is in pandas' split form (`columns`, `data`), one
 * payment, or a list of payments. A body is never read in part: one that does not parse whole has no rows.
 */
export function readRows(text: string, maxRows: number): ReadBody {
  let value: unknown;
  try {
    value = parseJson(text);
    if (typeof value === "string") value = parseJson(value);
  } catch {
    return refused("the body is not JSON, or was cut off");
  }
  if (isRecord(value)) {
    const isSplit = "columns" in value && !isErrorInstead(value);
    if (isSplit) return splitRows(value, maxRows);
    const wrapped = wrappedProblem(value);
    return wrapped === null ? { ok: true, rows: [objectRow(value)] } : refused(wrapped);
  }
  if (Array.isArray(value)) return rowsIn(value, maxRows, objectRow);
  return refused("a payment must be a JSON object with the feed's column names");
}

function splitRows({ columns, data }: Record<string, unknown>, maxRows: number): ReadBody {
  if (!isTexts(columns)) return refused("`columns` must be a list of column names");
  if (!Array.isArray(data)) return refused("`data` must be a list of rows");
  return rowsIn(data, maxRows, (cells) => {
    if (!Array.isArray(cells)) return { problem: "a row of `data` must be a list" };
    // With one cell too few or too many, every name may stand over another's value: a street over the merchant's name.
    if (cells.length !== columns.length) return { problem: `${cells.length} cells for ${columns.length} columns` };
    // Without a prototype `__proto__` is a name like any other, as it is in an object from JSON.parse.
    const row: Record<string, unknown> = Object.create(null);
    columns.forEach((name, at) => {
      row[name] = cells[at];
    });
    return { columns: row };
  });
}

/** An answer in split form without a row, which says why: `{"error":"Rate limit exceeded","columns":[],"data":[]}`. */
function isErrorInstead({ data, error }: Record<string, unknown>): boolean {
  return Array.isArray(data) && data.length === 0 && Boolean(error);
}

/** Counts the rows before it reads any: many rows times many columns must not be computed. */
function rowsIn(list: unknown[], maxRows: number, rowOf: (item: unknown) => Row): ReadBody {
  if (list.length > maxRows) return refused(`${list.length} payments in one body; at most ${maxRows}`);
  return { ok: true, rows: list.map(rowOf) };
}

function objectRow(value: unknown): Row {
  if (!isRecord(value)) return { problem: "a payment must be a JSON object with the feed's column names" };
  return { columns: value };
}

function refused(problem: string): ReadBody {
  return { ok: false, problem };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
