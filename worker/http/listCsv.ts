// A list as CSV, out and in: kind, value, note, until. What goes out comes in again as it was.
import { CsvError, parse } from "csv-parse/sync";
import { type ListEntry, type ListKind, MOST_ENTRIES } from "../policy/lists.ts";
import type { Doer } from "../policy/policy.ts";
import { hasEnded } from "../policy/rule.ts";
import { BYTE_ORDER_MARK, type CsvReader, csvText, lineOf, spreadsheetText } from "../report/paymentsCsv.ts";
import type { Store } from "../store/store.ts";
import { isoTime } from "../wire/views.ts";
import { anyEntry, readEntry } from "./listEntries.ts";
import { problemIn, shownName } from "./parameters.ts";
import type { Pages } from "./streamedRows.ts";

const COLUMNS = ["kind", "value", "note", "until"] as const;
type Column = (typeof COLUMNS)[number];
const NEEDED: readonly Column[] = ["kind", "value"];
const PAGE = 1_000;

export function listCsvHeader(reader: CsvReader): string {
  return reader === "spreadsheet" ? BYTE_ORDER_MARK + lineOf(COLUMNS) : lineOf(COLUMNS);
}

export function listCsvLine({ kind, value, note, until }: ListEntry, reader: CsvReader): string {
  const text = reader === "spreadsheet" ? spreadsheetText : csvText;
  return lineOf([kind, text(value), text(note ?? ""), until === null ? "" : isoTime(until)]);
}

/** The entries of a list that hold, the newest first. */
export async function* entryPages(store: Pick<Store, "entries">, list: string, nowMs: number): Pages<ListEntry> {
  let after: ListEntry | null = null;
  for (;;) {
    const page: ListEntry[] = await store.entries({ list, limit: PAGE, after });
    const holding = page.filter((entry) => !hasEnded(entry, nowMs));
    if (holding.length > 0) yield holding;
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}

export interface CsvProblem {
  ok: false;
  /** From 1. Null where it is the file as a whole. */
  line: number | null;
  field: string | null;
  error: string;
}

const rowSchema = anyEntry("kind,value,note,until");

/** All of it, or the first thing that is wrong. */
export function entriesIn(
  text: string,
  list: { name: string; kind: ListKind | null },
  said: Doer,
  nowMs: number,
): { ok: true; entries: ListEntry[] } | CsvProblem {
  const table = tableIn(text);
  if (!table.ok) return table;
  const entries: ListEntry[] = [];
  for (const { line, cells } of table.rows) {
    if (entries.length === MOST_ENTRIES) {
      return wrong(line, null, `there are more than ${MOST_ENTRIES.toLocaleString("en")} rows, which is the most`);
    }
    const { kind = "", value = "", note = "", until = "" } = cells;
    const row = {
      kind: kind.toLowerCase(),
      value,
      note: note === "" ? null : note,
      until: until === "" ? null : until,
    };
    const written = rowSchema.safeParse(row);
    if (!written.success) {
      const { field, error } = problemIn(written.error);
      return wrong(line, field, error);
    }
    const read = readEntry(list, written.data, said, nowMs);
    if (!read.ok) return wrong(line, read.field, `${read.field} ${read.problem}`);
    entries.push(read.entry);
  }
  return { ok: true, entries };
}

type Row = { line: number; cells: Partial<Record<Column, string>> };

function tableIn(text: string): { ok: true; rows: Row[] } | CsvProblem {
  // Spreadsheets of many countries put a semicolon where others put a comma. No name of a column has either.
  const delimiter = /^[^\r\n]*;/.test(text) ? ";" : ",";
  let records: { record: string[]; info: { lines: number } }[];
  try {
    const options = { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    records = parse(text, options) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(Reflect.get(error, "lines"));
    return wrong(
      Number.isInteger(line) ? line : null,
      null,
      "this is no CSV: a quote is not closed, or stands where none can",
    );
  }
  const [header, ...rest] = records;
  const names = (header?.record ?? []).map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => !COLUMNS.some((column) => column === name));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  const missing = NEEDED.find((column) => !names.includes(column));
  const HEADER = `the first line names the columns: ${COLUMNS.join(",")}`;
  if (missing !== undefined) return wrong(1, missing, `${missing} is missing: ${HEADER}`);
  if (unknown !== undefined) return wrong(1, shownName(unknown), `${shownName(unknown)} is no column: ${HEADER}`);
  if (twice !== undefined) return wrong(1, twice, `${twice} stands twice: ${HEADER}`);
  const rows: Row[] = [];
  for (const { record, info } of rest) {
    if (record.length > names.length)
      return wrong(info.lines, null, "the row has more cells than the first line names");
    rows.push({
      line: info.lines,
      cells: Object.fromEntries(names.map((name, at) => [name, plain(record[at] ?? "")])),
    });
  }
  return { ok: true, rows };
}

/** Takes off what `csvText` and `spreadsheetText` put before a text. */
function plain(cell: string): string {
  const trimmed = cell.trim();
  const [, text] = /^="(.*)"$/.exec(trimmed) ?? [];
  if (text !== undefined) return text.replaceAll('""', '"');
  return /^'[=+\-@\t\r\n]/.test(trimmed.slice(0, 2).normalize("NFKC")) ? trimmed.slice(1) : trimmed;
}

function wrong(line: number | null, field: string | null, error: string): CsvProblem {
  return { ok: false, line, field, error: line === null ? error : `line ${line}: ${error}` };
}
