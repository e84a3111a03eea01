// What the archive does next: a day is archived when it is closed, settled when it may leave, and let go of later.
// Pure.

import { LEEWAY_MS } from "../config/paymentRetention.ts";
import type { ArchivedDay, DayKey } from "../store/archive.ts";
import type { ClosedDay } from "../store/reports.ts";
import { dateAfter, dayOf } from "../zone.ts";

type Closed = Pick<ClosedDay, "zone" | "date" | "closedAt">;

export type Task =
  | { kind: "archive"; day: Closed }
  /** Writes what came after closing, and keeps the day's corrections. */
  | { kind: "settle"; day: ArchivedDay }
  | { kind: "let_go"; day: ArchivedDay }
  /** Closes a day that nobody has closed, since only closed days can leave. */
  | { kind: "close"; day: DayKey };

export function dayKey({ zone, date }: DayKey): string {
  return `${date} (${zone})`;
}

/** `postponed`: days, by `dayKey`, that failed a moment ago. */
export function archiveTasks(unarchived: readonly Closed[], postponed: ReadonlySet<string>): Task[] {
  return unarchived.filter((day) => !postponed.has(dayKey(day))).map((day) => ({ kind: "archive", day }));
}

export interface LeaveFacts {
  /** Archived days that ended before the time that the store keeps, and still have something in it. */
  staying: readonly ArchivedDay[];
  /** Closed days around them that are not in the archive, postponed or not. */
  waitedFor: readonly DayKey[];
  postponed: ReadonlySet<string>;
  nowMs: number;
}

/** In the order of trying: one task that finds something to do is enough. */
export function leaveTasks({ staying, waitedFor, postponed, nowMs }: LeaveFacts): Task[] {
  // Days of two zones share payments, which must be in the files of both.
  const spans = waitedFor.flatMap(({ zone, date }) => dayOf(zone, date) ?? []);
  return staying
    .filter((day) => !postponed.has(dayKey(day)))
    .filter(({ paidFrom, paidTo }) => !spans.some(({ from, to }) => from < paidTo && to > paidFrom))
    .flatMap((day): Task[] => {
      if (day.settledAt === null || day.settlingSeq !== null) return [{ kind: "settle", day }];
      // Exports that began to read the day from the store have ended by then; new ones read the archive.
      return nowMs - day.settledAt < LEEWAY_MS ? [] : [{ kind: "let_go", day }];
    });
}

/** Clocks are up to 26 hours apart, so a day may share a moment with the one after the next. */
const APART_DAYS = 2;

/** First and last date, in any zone, of days that may share a moment with one of these. */
export function datesAround(days: readonly DayKey[]): { first: string; last: string } {
  const dates = days.map(({ date }) => date).sort();
  const [first = "", last = ""] = [dates[0], dates.at(-1)];
  return { first: dateAfter(first, -APART_DAYS), last: dateAfter(last, APART_DAYS) };
}
