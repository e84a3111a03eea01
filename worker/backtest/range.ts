// What of a range, and of the days before it, is still in the store.
import { DAY_MS } from "../duration.ts";
import { RECENT_SPAN_MS } from "../features/history.ts";
import type { BacktestPorts } from "./ports.ts";

interface Range {
  from: number;
  to: number;
}

/** Days of the range that have left for the archive, or are leaving. After a change of zone two of them may share a date. */
export async function goneDays(
  { from, to }: Range,
  store: Pick<BacktestPorts["store"], "archivedWithin">,
): Promise<number> {
  const archived = await store.archivedWithin(from, to);
  return new Set(archived.flatMap(({ settledAt, leftAt, date }) => ((settledAt ?? leftAt) === null ? [] : [date])))
    .size;
}

/** Days before the range of which payments are in the store: as many as a history reaches back, at most. */
export async function pastDays(
  { from }: Range,
  store: Pick<BacktestPorts["store"], "firstPaidAt" | "leftBefore">,
): Promise<number> {
  const [firstAt, leftBefore] = await Promise.all([store.firstPaidAt(0), store.leftBefore()]);
  const earliest = Math.max(firstAt ?? from, leftBefore ?? Number.NEGATIVE_INFINITY);
  return Math.floor(Math.min(RECENT_SPAN_MS, Math.max(0, from - earliest)) / DAY_MS);
}
