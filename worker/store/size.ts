// How large the store is, and when it will be full at the present rate. Pure.
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import type { Store } from "./store.ts";
import { QUARTER_MS } from "./tallies.ts";

/** The size at which a database is full; null: no end is near. D1's is that of Cloudflare's paid plan. */
export const SIZE_LIMIT_BYTES: Readonly<Record<Store["kind"], number | null>> = { d1: 10e9, neon: null };

/** Counting reads every row, and D1 bills rows read: about so many a day. */
const ROWS_READ_A_DAY = 1_000_000;
/** A store in which counting takes too long is not asked to each time. */
const AFTER_FAILURE_MS = 60 * MINUTE_MS;
/** Between the end of a day and its leaving, a little more than RETENTION_DAYS is here. */
const DAYS_UNDER_WAY = 2;
/** The rate is that of the last week. */
export const RATE_DAYS = 7;

export interface Size {
  /** Payments in the store. */
  rows: number;
  /** Of the whole database. */
  bytes: number;
  measuredAt: number;
}

/** What is kept from one measurement to the next. */
export interface Measured extends Size {
  countedAt: number;
  /** When counting failed last, if it ever has. */
  countFailedAt?: number;
  /** When there were the most rows: a database does not shrink when rows leave, it fills the gaps first. */
  peak: Pick<Size, "rows" | "bytes">;
}

/** A million rows are counted once a day, ten thousand each quarter of an hour, a few each minute. */
function countEveryMs(rows: number): number {
  return Math.min(DAY_MS, Math.max(MINUTE_MS, (rows / ROWS_READ_A_DAY) * DAY_MS));
}

/** Until the next measurement. */
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

/** `counted`: null where the rows were not counted this time. */
export function measured(
  last: Measured | null,
  bytes: number,
  counted: number | "failed" | null,
  nowMs: number,
): Measured {
  const rows = typeof counted === "number" ? counted : null;
  const now = { rows: rows ?? last?.rows ?? 0, bytes };
  const countFailedAt = counted === "failed" ? nowMs : last?.countFailedAt;
  // New bytes over an old count would make each row too large.
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
  /** Of the last `days` days. */
  payments: number;
  days: number;
}

/** Null: never, as far as can be told. */
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
