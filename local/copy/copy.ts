// Moves everything from one store into the other. It may be stopped at any moment and begun again. Payments continue
// after the newest one in the target. In all other tables the rows that differ are written, and replace those with the
// same key; but entries of the audit are only added. Only payments that the source has let go of are deleted from the target.
import { Superseded } from "../../worker/store/store.ts";
import { batchesOf } from "./batches.ts";
import { isInArchive } from "./inArchive.ts";
import { daysInArchive, letGoAlike } from "./letGo.ts";
import { eachPage } from "./pages.ts";
import type { Part, Side } from "./side.ts";
import { PAYMENTS, type Row, TABLES, type Table, WRITER } from "./tables.ts";
import { contentOf, keyOf } from "./tally.ts";

export interface CopyOptions {
  /** Called after each page: how many of a table's rows were read and written so far. */
  onProgress?: (table: Table, rows: { read: number; written: number }) => void;
  /** Called with the number of payments deleted from the target because the source has let go of them. */
  onLetGo?: (payments: number) => void;
}

/** Answers how many rows were written. */
export async function copyAll(source: Side, target: Side, { onProgress, onLetGo }: CopyOptions = {}): Promise<number> {
  if ((await source.page(WRITER, "all", null, 1)).length === 0) {
    throw new Error(`there is nothing to copy: no Vigie has ever run on ${source.place}`);
  }
  // A Vigie that still runs on the target is shut out. If it comes back, it shuts us out, which is noticed below.
  const { epoch, lastSeq } = await target.takeWriter();
  await mustBeCopyOf(source, target, lastSeq);
  let written = 0;
  try {
    for (const table of [...TABLES.filter((each) => each !== WRITER), WRITER]) {
      const after = table === PAYMENTS ? { seq: lastSeq } : null;
      const rows = { read: 0, written: 0 };
      onProgress?.(table, rows);
      await copyTable(table, source, target, after, async (page, changed) => {
        for (const batch of batchesOf(changed)) {
          await target.put(epoch, table, batch);
          rows.written += batch.length;
          written += batch.length;
          onProgress?.(table, rows);
        }
        rows.read += page.length;
        onProgress?.(table, rows);
      });
    }
    const gone = await letGoAlike(source, target, epoch);
    onLetGo?.(gone);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    const who = `a Vigie is running on ${target.place}, or another copy is`;
    throw new Error(`${who}: end it, and run this again`, { cause: error });
  }
  return written;
}

async function copyTable(
  table: Table,
  source: Side,
  target: Side,
  after: Row | null,
  write: (page: Row[], changed: Row[]) => Promise<void>,
): Promise<void> {
  const parts: Part[] = table.last === null ? ["all"] : ["first", "last"];
  for (const part of parts) {
    await eachPage({ side: source, table, part, after }, async (rows) => {
      // All payments after the target's newest number are new there, or have changed.
      await write(rows, after === null ? await changedIn(target, table, rows) : rows);
    });
  }
}

async function changedIn(target: Side, table: Table, rows: Row[]): Promise<Row[]> {
  const there = new Map((await target.find(table, rows)).map((row) => [keyOf(table, row), contentOf(table, row)]));
  if (table.isOnlyAdded) return rows.filter((row) => !there.has(keyOf(table, row)));
  return rows.filter((row) => there.get(keyOf(table, row)) !== contentOf(table, row));
}

/**
 * Throws when the target has gone its own way: a Vigie has run on it since the last copy, or source and target were
 * confused. Its newest payment is then missing in the source, or older there, and newer data would be lost.
 */
async function mustBeCopyOf(source: Side, target: Side, lastSeq: number): Promise<void> {
  const [newest] = await target.page(PAYMENTS, "all", { seq: lastSeq - 1 }, 1);
  if (newest === undefined) return;
  const [here] = await source.find(PAYMENTS, [newest]);
  if (Number(here?.seq ?? 0) >= lastSeq) return;
  // The source may have let go of it since the last copy.
  if (here === undefined && isInArchive(newest, await daysInArchive(source))) return;
  throw new Error(
    `${target.place} is no copy of ${source.place}: its newest payment (${String(newest.id)}) is not there, or is older ` +
      "there. Nothing was copied. Copy the other way, or into an empty database",
  );
}
