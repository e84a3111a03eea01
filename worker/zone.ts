// Wall clocks: offsets and days of IANA time zones, 23- and 25-hour days included.
import { Temporal } from "temporal-polyfill";

const QUARTER_MS = 15 * 60_000;
/** Offsets change only on quarter hours, so one look-up serves all payments of a quarter. */
const offsets = new Map<string, number>();
const MAX_OFFSETS = 10_000;

/** What to add to epoch milliseconds to read them on the zone's wall clock. */
export function offsetMsAt(zone: string, epochMs: number): number {
  if (zone === "UTC") return 0;
  const quarter = Math.floor(epochMs / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const at = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS).toZonedDateTimeISO(zone);
  const offsetMs = at.offsetNanoseconds / 1e6;
  if (offsets.size >= MAX_OFFSETS) offsets.clear();
  offsets.set(key, offsetMs);
  return offsetMs;
}

export interface Day {
  /** `YYYY-MM-DD` in the zone. */
  date: string;
  /** Epoch ms of its first moment, and of the next day's. */
  from: number;
  to: number;
}

/** The day of the zone that holds a moment. */
export function dayAt(zone: string, epochMs: number): Day {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  const start = at.startOfDay();
  const next = start.add({ days: 1 }).startOfDay();
  return { date: at.toPlainDate().toString(), from: start.epochMilliseconds, to: next.epochMilliseconds };
}
