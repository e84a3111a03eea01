// One file of the archive: some payments are read, written, read back, compared, and only then recorded.
import type { ArchiveFile, ArchiveStore } from "../store/archive.ts";
import type { Cursor, ScoredPayment } from "../store/payments.ts";
import { addRows, amountCentsOf, emptyTable, lengthOf, type Table } from "./columns.ts";
import { encode, mismatchOf } from "./parquet.ts";
import { type Shelf, sha256Of } from "./shelf.ts";

/**
 * Rows of a file. The file and its rows must fit a Worker's memory several times: as meant, as written and as read
 * back.
 */
const PART_ROWS = 20_000;
const PAGE_ROWS = 5_000;

export interface Part {
  table: Table;
  last: Cursor | null;
  /** True when no part comes after it. */
  isLast: boolean;
}

export type ReadPage = (limit: number, after: Cursor | null) => Promise<ScoredPayment[]>;

export async function readPart(
  readPage: ReadPage,
  after: Cursor | null,
  asOf: number,
  partRows = PART_ROWS,
): Promise<Part> {
  const table = emptyTable();
  let last = after;
  while (lengthOf(table) < partRows) {
    const wanted = Math.min(PAGE_ROWS, partRows - lengthOf(table));
    const page = await readPage(wanted, last);
    addRows(table, page, asOf);
    last = page.at(-1) ?? last;
    if (page.length < wanted) return { table, last, isLast: true };
  }
  return { table, last, isLast: false };
}

type About = Pick<ArchiveFile, "zone" | "date" | "generation" | "upToSeq" | "part">;

/** Throws when the file that is read back is not what was meant. It is then written again, under the same name. */
export async function writePart(
  { table, last }: Part,
  about: About,
  { store, shelf, now }: { store: Pick<ArchiveStore, "recordFile">; shelf: Shelf; now: () => number },
): Promise<void> {
  if (last === null || lengthOf(table) === 0) return;
  const key = keyOf(about);
  const bytes = encode(table);
  await shelf.put(key, bytes);
  const problem = await mismatchOf(table, bytes, await shelf.get(key));
  if (problem !== null) throw new Error(`${key} was written and read back: ${problem}`);
  await store.recordFile({
    key,
    ...about,
    rows: lengthOf(table),
    amountCents: amountCentsOf(table),
    bytes: bytes.length,
    sha256: await sha256Of(bytes),
    lastPaidAt: last.paidAt,
    lastId: last.id,
    writtenAt: now(),
  });
}

/** `name=value` folders, as tools for Parquet expect them. A slash in a zone's name would make one folder more. */
function keyOf({ zone, date, generation, upToSeq, part }: About): string {
  const name = generation === "closed" ? "closed" : `late-${upToSeq}`;
  return `payments/zone=${zone.replaceAll("/", "~")}/date=${date}/${name}-${String(part).padStart(5, "0")}.parquet`;
}
