// A closed day's payments from the archive, as they were when it was closed. They are read file by file, so that little
// memory is needed.
import type { ArchivedDay, ArchiveStore } from "../store/archive.ts";
import type { StoredPayment } from "../store/payments.ts";
import { lengthOf, rowsOf } from "./columns.ts";
import { decode } from "./parquet.ts";
import { type Shelf, sha256Of } from "./shelf.ts";

const PAGE = 5_000;

/** Newest first. Throws when a file is missing or is not the one that was written. */
export async function* archivedPages(
  day: Pick<ArchivedDay, "zone" | "date">,
  store: Pick<ArchiveStore, "archiveFiles">,
  shelf: Pick<Shelf, "get">,
): AsyncGenerator<StoredPayment[], void> {
  for (const { key, rows, sha256 } of await store.archiveFiles(day, "closed", 0)) {
    const bytes = await shelf.get(key);
    if (bytes === null) throw new Error(`${key} is no longer in the archive`);
    if ((await sha256Of(bytes)) !== sha256) throw new Error(`${key} is another file than was written`);
    const table = await decode(bytes);
    if (lengthOf(table) !== rows) throw new Error(`${key} has ${lengthOf(table)} rows instead of ${rows}`);
    for (let from = 0; from < rows; from += PAGE) yield rowsOf(table, from, from + PAGE);
  }
}
