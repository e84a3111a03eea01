// What the archive does next. Pure: a day is archived when it is closed, settled when it may leave, and let go later.

import { LEEWAY_MS } from "../config/retention.ts";
import type { ArchivedDay, DayKey } from "../store/archive.ts";
import type { ClosedDay } from "../store/reports.ts";
import { dateAfter, dayOf } from "../zone.ts";

type Closed = Pick<ClosedDay, "zone" | "date" | "closedAt">;

export type Task =
  | { kind: "archive"; day: Closed }
  /** What came after closing is written, and the day's corrections are kept. */
  | { kind: "settle"; day: ArchivedDay }
  | { kind: "let_go"; day: ArchivedDay }
  /** Nobody has closed it, and only closed days can leave. */
  | { kind: "close"; day: DayKey };

export function dayKey({ zone, date }: DayKey): string {
  return `${date} (${zone})`;
}

/** `postponed`: days that did not work out a moment ago, by `dayKey`. */
export function archiveTasks(unarchived: readonly Closed[], postponed: ReadonlySet<string>): Task[] {
  return unarchived.filter((day) => !postponed.has(dayKey(day))).map((day) => ({ kind: "archive", day }));
}

export interface LeaveFacts {
  /** Archived days that ended before whatever is kept, and of which something is still here. */
  staying: readonly ArchivedDay[];
  /** Closed days around them that the archive has not, postponed or not. */
  waitedFor: readonly DayKey[];
  postponed: ReadonlySet<string>;
  nowMs: number;
}

/** In the order in which they are to be tried: the first that finds something to do is enough. */
export function leaveTasks({ staying, waitedFor, postponed, nowMs }: LeaveFacts): Task[] {
  // Days of two zones share payments, which must be in the files of both.
  const spans = waitedFor.flatMap(({ zone, date }) => dayOf(zone, date) ?? []);
  return staying
    .filter((day) => !postponed.has(dayKey(day)))
    .filter(({ paidFrom, paidTo }) => !spans.some(({ from, to }) => from < paidTo && to > paidFrom))
    .flatMap((day): Task[] => {
      if (day.settledAt === null || day.settlingSeq !== null) return [{ kind: "settle", day }];
      // Exports that began to read the day here have ended by then; new ones read the archive.
      return nowMs - day.settledAt < LEEWAY_MS ? [] : [{ kind: "let_go", day }];
    });
}

/** Clocks are up to 26 hours apart, so that a day may have a moment of the one after the next. */
const APART_DAYS = 2;

/** Dates, in any zone, of days that may share a moment with one of these. */
export function datesAround(days: readonly DayKey[]): { first: string; last: string } {
  const dates = days.map(({ date }) => date).sort();
  const [first = "", last = ""] = [dates[0], dates.at(-1)];
  return { first: dateAfter(first, -APART_DAYS), last: dateAfter(last, APART_DAYS) };
}
