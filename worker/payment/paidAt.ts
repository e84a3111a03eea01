// When it was paid: a time that is read, and may be.
import { HOUR_MS } from "../duration.ts";
import { type Read, read, wrong } from "./cell.ts";
import type { RejectCode } from "./payment.ts";
import type { Columns } from "./readRows.ts";
import { readTime } from "./time.ts";

export const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** A payment may be stamped this far ahead of our clock. A later stamp is wrong, and would poison histories. */
const MAX_AHEAD_MS = HOUR_MS;
/** Exported, so that a sender hears the same words on every way in. */
export const TOO_OLD =
  "is longer ago than payments are kept here (RETENTION_DAYS): older ones are in the archive, which may hold it already";

/** Epoch ms. */
export function timeIn({ current_time: cell }: Columns, zone: string): Read<number> {
  if (cell == null) return { ok: false, field: "current_time", problem: null };
  if (typeof cell !== "number" && typeof cell !== "string") {
    return wrong("current_time", "must be epoch milliseconds or an ISO 8601 time");
  }
  const time = readTime(cell, zone);
  return time.ok ? read(time.epochMs) : wrong("current_time", time.problem);
}

/** Why nothing of this time is taken. Null when it is. */
export function untimely(
  paidAt: number,
  { nowMs, oldestMs }: { nowMs: number; oldestMs?: number },
): { code: RejectCode; what: string } | null {
  if (paidAt > nowMs + MAX_AHEAD_MS) return { code: "in_the_future", what: "is more than an hour in the future" };
  if (paidAt < EARLIEST_MS) {
    return { code: "too_old", what: "is before the year 2000; epoch milliseconds are expected" };
  }
  return oldestMs !== undefined && paidAt < oldestMs ? { code: "too_old", what: TOO_OLD } : null;
}
