// A closed day becomes files: the payments that its report counts, newest first, with the verdicts of that time.

import { formatAmount } from "../money.ts";
import { asClosed } from "../report/asClosed.ts";
import { keptReport } from "../report/keptReport.ts";
import type { ArchiveFile } from "../store/archive.ts";
import type { ClosedDay } from "../store/reports.ts";
import { dayOf } from "../zone.ts";
import { dayKey } from "./nextTask.ts";
import { readPart, writePart } from "./part.ts";
import type { StepPorts, TaskResult } from "./ports.ts";

/** Writes one part, or ends the day. It may die anywhere: a part that is not recorded is written again. */
export async function archiveDay(
  { zone, date, closedAt }: Pick<ClosedDay, "zone" | "date" | "closedAt">,
  ports: StepPorts,
): Promise<TaskResult> {
  const { store, partRows } = ports;
  const day = dayOf(zone, date);
  const closed = await store.closedDay(zone, date);
  if (day === null || closed === null) throw new Error(`${dayKey({ zone, date })} is no closed day`);
  const { from, to } = day;

  const files = await store.archiveFiles({ zone, date }, "closed", 0);
  const filter = { from, to, storedBy: closedAt, outcomes: [] };
  const part = await readPart(
    async (limit, after) => asClosed(await store.paymentsInFull(filter, limit, after), { from, to, closedAt }, store),
    endOf(files),
    closedAt,
    partRows,
  );
  await writePart(part, { zone, date, generation: "closed", upToSeq: 0, part: files.length }, ports);
  if (!part.isLast) return { kind: "done", isOver: false };

  const report = keptReport(closed.report);
  const written = sumOfFiles(await store.archiveFiles({ zone, date }, "closed", 0));
  const amount = formatAmount(written.amountCents, report.currency);
  if (written.payments !== report.totals.payments || amount !== report.totals.amount) {
    await store.forgetArchived({ zone, date });
    const counted = `${report.totals.payments} payments of ${report.totals.amount}`;
    const problem = `the archive of ${date} has ${written.payments} payments of ${amount}, its report ${counted}`;
    return { kind: "problem", problem };
  }
  await store.recordArchived({ zone, date, paidFrom: from, paidTo: to, closedAt, archivedAt: ports.now() });
  return { kind: "done", isOver: true };
}

/** Where the next part continues; null before the first part. */
export function endOf(files: readonly ArchiveFile[]): { paidAt: number; id: string } | null {
  const last = files.at(-1);
  return last === undefined ? null : { paidAt: last.lastPaidAt, id: last.lastId };
}

export function sumOfFiles(files: readonly ArchiveFile[]): { payments: number; amountCents: number } {
  return {
    payments: files.reduce((sum, { rows }) => sum + rows, 0),
    amountCents: files.reduce((sum, { amountCents }) => sum + amountCents, 0),
  };
}
