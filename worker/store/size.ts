// How large the store is, and when it will be full at the present rate. Pure.
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import type { Store } from "./store.ts";
import { QUARTER_MS } from "./tallies.ts";

/** The size at which a database is full; null when no end is near. D1's is that of Cloudflare's paid plan. */
export const SIZE_LIMIT_BYTES: Readonly<Record<Store["kind"], number | null>> = { d1: 10e9, neon: null };

/** Counting reads every row, and D1 bills rows read: counting may read about this many a day. */
const ROWS_READ_A_DAY = 1_000_000;
/** Pause after a count that took too long. */
const AFTER_FAILURE_MS = 60 * MINUTE_MS;
/** Payments leave a little later than RETENTION_DAYS after their day: about this many days more are in the store. */
const DAYS_UNDER_WAY = 2;
/** The rate is the mean of this many days. */
export const RATE_DAYS = 7;

export interface Size {
  /** Payments in the store. */
  rows: number;
  /** Size of the whole database. */
  bytes: number;
  measuredAt: number;
}

/** What is kept from one measurement to the next. */
export interface Measured extends Size {
  countedAt: number;
  /** Epoch ms of the last failed count; left out when none has failed. */
  countFailedAt?: number;
  /**
   * The size when there were the most rows. A database does not shrink when rows leave: new rows fill the gaps first.
   */
  peak: Pick<Size, "rows" | "bytes">;
}

/** A million rows are counted once a day, ten thousand each quarter of an hour, a few each minute. */
function countEveryMs(rows: number): number {
  return Math.min(DAY_MS, Math.max(MINUTE_MS, (rows / ROWS_READ_A_DAY) * DAY_MS));
}

/** Time until the next measurement. */
export function measureEveryMs(last: Measured | null): number {
  return Math.min(QUARTER_MS, countEveryMs(last?.rows ?? 0));
}

export function isDue(last: Measured | null, nowMs: number): boolean {
  return last === null || nowMs - last.measuredAt >= measureEveryMs(last);
}

export function isCountDue(last: Measured | null, nowMs: number): boolean {
  if (last === null) return true;
  const isOld = nowMs - last.countedAt >= countEveryMs(last.rows);
  return isOld && nowMs - (last.countFailedAt ?? 0) >= AFTER_FAILURE_MS;
}

/** `counted`: null when the rows were not counted this time. */
export function measured(
  last: Measured | null,
  bytes: number,
  counted: number | "failed" | null,
  nowMs: number,
): Measured {
  const rows = typeof counted === "number" ? counted : null;
  const now = { rows: rows ?? last?.rows ?? 0, bytes };
  const countFailedAt = counted === "failed" ? nowMs : last?.countFailedAt;
  // New bytes divided by an old count would make each row too large.
  const isPeak = last === null || (rows !== null && rows >= last.peak.rows);
  return {
    ...now,
    measuredAt: nowMs,
    countedAt: rows === null ? (last?.countedAt ?? 0) : nowMs,
    ...(countFailedAt === undefined ? {} : { countFailedAt }),
    peak: isPeak ? now : last.peak,
  };
}

export interface Growth {
  /** Payments in the last `days` days. */
  payments: number;
  days: number;
}

/** Days until the store is full; null when no end can be seen. */
export function daysLeft(
  { rows, peak }: Measured,
  { payments, days }: Growth,
  { limitBytes, daysKept }: { limitBytes: number | null; daysKept: number | null },
): number | null {
  if (limitBytes === null || payments === 0 || peak.rows === 0) return null;
  const bytesARow = peak.bytes / peak.rows;
  const rowsADay = payments / days;
  const isHeld = daysKept !== null && rowsADay * (daysKept + DAYS_UNDER_WAY) * bytesARow < limitBytes;
  if (isHeld) return null;
  return Math.max(0, limitBytes / bytesARow - rows) / rowsADay;
}
