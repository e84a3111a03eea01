// Payments that left the source after they were copied. The target lets go of the same payments, which the archive has
// whole, and of no others.
import { FIRST_ROWS, rowsAfter } from "./batches.ts";
import { type DayInArchive, dayInArchive, isInArchive } from "./inArchive.ts";
import { eachPage } from "./pages.ts";
import type { Side } from "./side.ts";
import { ARCHIVED_DAYS, PAYMENTS, type Row } from "./tables.ts";
import { keyOf } from "./tally.ts";

/** Archived days, as this side knows them. */
export async function daysInArchive(side: Side): Promise<DayInArchive[]> {
  const days: DayInArchive[] = [];
  await eachPage({ side, table: ARCHIVED_DAYS }, async (rows) => {
    days.push(...rows.map(dayInArchive));
  });
  return days;
}

/** Answers how many payments were deleted. */
export async function letGoAlike(source: Side, target: Side, epoch: number): Promise<number> {
  const days = await daysInArchive(source);
  let gone = 0;
  for (const { from, to, upToSeq } of days) {
    if (upToSeq === null) continue;
    const beside = days.filter((each) => each.from < to && each.to > from);
    let rows = await target.paidBehind({ paidAt: from, id: "" }, to, FIRST_ROWS);
    for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
      const covered = rows.filter((row) => isInArchive(row, beside));
      const left = await goneFrom(source, covered);
      if (left.length > 0) await target.drop(epoch, PAYMENTS, left);
      gone += left.length;
      rows = await target.paidBehind({ paidAt: Number(last.paidAt), id: String(last.id) }, to, rowsAfter(rows));
    }
  }
  return gone;
}

async function goneFrom(source: Side, payments: readonly Row[]): Promise<Row[]> {
  if (payments.length === 0) return [];
  const here = new Set((await source.find(PAYMENTS, payments)).map((row) => keyOf(PAYMENTS, row)));
  return payments.filter((row) => !here.has(keyOf(PAYMENTS, row)));
}
