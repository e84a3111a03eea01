// Wall clocks: offsets and days of IANA time zones, days of 23 and 25 hours included.

import { Temporal } from "temporal-polyfill";
import { DAY_MS, HOUR_MS } from "./duration.ts";

/** The time from one change of the clocks to the next, epoch ms: [from, to). */
interface Span {
  from: number;
  to: number;
  offsetMs: number;
}

/** A year has two spans at most, so these reach from 2000, the earliest payment, to today. A time in any of the years 0 to 9999 may be looked up. */
const SPANS_KEPT = 128;
/** Spans that were asked for, per zone that is set, the newest look-up first. */
const spansOf = new Map<string, Span[]>();

/** Milliseconds to add to epoch milliseconds to read them on the zone's wall clock. */
export function offsetMsAt(zone: string, epochMs: number): number {
  return spanAt(zone, epochMs).offsetMs;
}

/**
 * The moment (epoch ms) at which the zone's clocks show `wallMs`, a wall clock's time written as if it were UTC. A time
 * that they show twice means the first one. A time that they skip is read with the offset from before the change. RFC
 * 5545, Temporal and Java do the same.
 */
export function epochMsAt(zone: string, wallMs: number): number {
  const before = wallMs - offsetMsAt(zone, wallMs - DAY_MS);
  const after = wallMs - offsetMsAt(zone, wallMs + DAY_MS);
  const isShown = (epochMs: number) => epochMs + offsetMsAt(zone, epochMs) === wallMs;
  return before === after || isShown(before) || !isShown(after) ? before : after;
}

function spanAt(zone: string, epochMs: number): Span {
  const spans = spansOf.get(zone) ?? [];
  const known = spans.find(({ from, to }) => epochMs >= from && epochMs < to);
  if (known !== undefined) return known;
  const span = newSpanAt(zone, epochMs);
  spansOf.set(zone, [span, ...spans.slice(0, SPANS_KEPT - 1)]);
  return span;
}

function newSpanAt(zone: string, epochMs: number): Span {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  // "previous" means strictly before: one millisecond is added so that a change at this very moment counts.
  const changed = at.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  const changes = at.getTimeZoneTransition("next");
  return {
    from: changed?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: changes?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: at.offsetNanoseconds / 1e6,
  };
}

export interface Day {
  /** `YYYY-MM-DD` in the zone. */
  date: string;
  /** Epoch ms of the day's first moment, and of the next day's. */
  from: number;
  to: number;
}

/** The day that was asked for last, per zone that is set: each group of payments asks for today's, which is slow to work out. */
const lastDayOf = new Map<string, Readonly<Day>>();

/** The day of the zone that holds the moment. */
export function dayAt(zone: string, epochMs: number): Readonly<Day> {
  const last = lastDayOf.get(zone);
  if (last !== undefined && epochMs >= last.from && epochMs < last.to) return last;
  const day = newDayAt(zone, epochMs);
  lastDayOf.set(zone, day);
  return day;
}

function newDayAt(zone: string, epochMs: number): Day {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  const start = at.startOfDay();
  const next = start.add({ days: 1 }).startOfDay();
  return { date: at.toPlainDate().toString(), from: start.epochMilliseconds, to: next.epochMilliseconds };
}

/** The day of the zone with this date; null for a text that is no date, and for a date that the zone skipped. */
export function dayOf(zone: string, date: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  try {
    const day = dayAt(zone, Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds);
    return day.date === date ? day : null;
  } catch {
    return null;
  }
}

/** The date `days` later in the calendar; the same in every zone. */
export function dateAfter(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/**
 * The moment (epoch ms) at which the zone's clocks show `hour` on a date; 7.5 is half past seven. An hour that they
 * skip moves to after the gap.
 */
export function momentOf(zone: string, date: string, hour: number): number {
  const plainTime = new Temporal.PlainTime(Math.floor(hour), Math.floor((hour % 1) * 60));
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
}

/** An hour of the wall clock; shorter than one where the clocks change within it. */
export interface WallHour {
  /** Epoch ms: [from, to). */
  from: number;
  to: number;
  offsetMs: number;
  /** True when the clocks show this hour twice on that day, and this is one of the two. */
  doubled: boolean;
}

/** The hours of a day as its clocks show them: 24, or 23 or 25 on days when the clocks change. */
export function hoursOf(zone: string, { from, to }: Day): WallHour[] {
  const hours: Omit<WallHour, "doubled">[] = [];
  for (let at = from; at < to; ) {
    const span = spanAt(zone, at);
    const nextHour = at + HOUR_MS - ((at + span.offsetMs) % HOUR_MS);
    const end = Math.min(nextHour, span.to, to);
    hours.push({ from: at, to: end, offsetMs: span.offsetMs });
    at = end;
  }
  const shown = ({ from, offsetMs }: Omit<WallHour, "doubled">) => Math.floor((from + offsetMs) / HOUR_MS);
  return hours.map((hour) => ({
    ...hour,
    doubled: hours.some((other) => other !== hour && shown(other) === shown(hour)),
  }));
}

/** ISO 8601 as the zone's clocks show it, with their offset: 2026-10-25T02:30:00.000+01:00. */
export function wallTime(zone: string, epochMs: number): string {
  const offsetMs = offsetMsAt(zone, epochMs);
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const offset = `${offsetMs < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return new Date(epochMs + offsetMs).toISOString().replace("Z", offset);
}

/** "20 Nov 2026, 23:07 (Europe/Paris)": for people. */
export function timeIn(zone: string, epochMs: number): string {
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: zone });
  return `${words.format(epochMs)} (${zone})`;
}
