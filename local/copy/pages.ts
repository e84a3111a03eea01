// A table from one end to the other, page by page.
import { FIRST_ROWS, rowsAfter } from "./batches.ts";
import type { Part, Side } from "./side.ts";
import type { Row, Table } from "./tables.ts";

/** The next page is read while the last one is worked on. `after`: begins after this row. */
export async function eachPage(
  { side, table, part = "all", after = null }: { side: Side; table: Table; part?: Part; after?: Row | null },
  work: (rows: Row[]) => Promise<void>,
): Promise<void> {
  let rows = await side.page(table, part, after, FIRST_ROWS);
  let last = rows.at(-1);
  while (last !== undefined) {
    const [next] = await Promise.all([side.page(table, part, last, rowsAfter(rows)), work(rows)]);
    rows = next;
    last = rows.at(-1);
  }
}
