// A file of payments, read twice: once for what its columns show as wholes, and once row by row, into the order of time.
import { tmpdir } from "node:os";
import { UnusableFile } from "../../paymentFile/unusable.ts";
import type { Door } from "../../worker/payment/admit.ts";
import type { Planning } from "./columnsByName.ts";
import { openRows, type RawRow, type RawRows } from "./file.ts";
import { inOrder, type Ordered, type Placed } from "./order.ts";
import type { DecimalSign, Order } from "./reading.ts";
import { type Circumstances, readRow } from "./rows.ts";
import { habitsOf, lookAt, noSurvey, roundedCards } from "./survey.ts";
import { note } from "./tally.ts";
import type { FileTally, Told } from "./words.ts";

/** Most rows of a sheet of Excel, which cuts a longer file off without a word. */
const ROWS_OF_A_SHEET = 1_048_575;
const TELL_EACH = 10_000;

export interface Wanted {
  file: string;
  encoding: string | null;
  /** Told of the columns, once they are known. */
  planFor: (columns: readonly string[] | null) => Planning;
  said: { dates: Order | null; decimals: DecimalSign | null };
  currency: string | null;
  door: Door;
  onProgress: (words: string) => void;
  signal: AbortSignal;
}

export interface ReadFile {
  told: Told;
  ordered: Ordered;
}

/** Throws when the file as a whole cannot be read, or would be read wrongly. */
export async function readFile(wanted: Wanted): Promise<ReadFile> {
  const { file, currency, door, said, signal } = wanted;
  const raw = await openRows(file, wanted.encoding);
  const planning = wanted.planFor(raw.columns);
  if (!planning.ok) throw new UnusableFile(`${file}: ${planning.problem}`);
  const { plan } = planning;
  const columns = new Set([...plan.roles.keys(), ...plan.also]);
  const survey = noSurvey();
  for await (const row of raw.rows(columns)) {
    if ("columns" in row) lookAt(survey, row.columns, plan.roles);
    else survey.rows += 1;
    if (survey.rows % TELL_EACH === 0) wanted.onProgress(`Read ${survey.rows.toLocaleString("en")} rows, once …`);
    signal.throwIfAborted();
  }
  const rounded = roundedCards(survey);
  if (rounded !== null) throw new UnusableFile(`${file}: ${rounded}`);
  const tally: FileTally = {
    ...{ rows: survey.rows, ready: 0, first: null, last: null },
    ...{ refused: {}, ignored: {}, undone: {}, notes: {} },
  };
  const circumstances = { plan, habits: habitsOf(survey, said), door, currency };
  const ordered = await inOrder(readyRows(raw, columns, circumstances, tally, wanted), tmpdir());
  const remarks = [...raw.remarks];
  if (raw.unit === "line" && raw.columns !== null && survey.rows === ROWS_OF_A_SHEET) {
    remarks.push("the file has exactly as many rows as a sheet of Excel, so its end was probably cut off there");
  }
  return { told: { file, unit: raw.unit, remarks, tally }, ordered };
}

async function* readyRows(
  raw: RawRows,
  columns: ReadonlySet<string>,
  circumstances: Circumstances,
  tally: FileTally,
  { onProgress, signal }: Wanted,
): AsyncGenerator<Placed> {
  let count = 0;
  for await (const row of raw.rows(columns)) {
    signal.throwIfAborted();
    count += 1;
    if (count % TELL_EACH === 0) {
      onProgress(`Put ${count.toLocaleString("en")} of ${tally.rows.toLocaleString("en")} rows in order …`);
    }
    const ready = countRow(tally, row, circumstances);
    if (ready !== null) yield ready;
  }
}

function countRow(tally: FileTally, raw: RawRow, circumstances: Circumstances): Placed | null {
  const reading = readRow(raw, circumstances);
  if (reading.kind === "refused") {
    note(tally.refused, reading.reason, reading.at, reading.example);
    return null;
  }
  if (reading.kind === "ignored") {
    note(tally.ignored, reading.reason, reading.at);
    return null;
  }
  const { row, undone } = reading;
  for (const { column, words, example } of undone) note(tally.undone, `${column} ${words}`, row.at, example);
  for (const { field, note: words } of row.notes) note(tally.notes, `${field} ${words}`, row.at);
  tally.ready += 1;
  tally.first = Math.min(tally.first ?? row.paidAt, row.paidAt);
  tally.last = Math.max(tally.last ?? row.paidAt, row.paidAt);
  return { paidAt: row.paidAt, at: row.at, card: row.card, body: row.body };
}
