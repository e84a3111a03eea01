// What the archive does next. Pure: a day is archived when it is closed, settled when it may leave, and let go later.
import type { ArchivedDay } from "../store/archive.ts";
import type { ClosedDay } from "../store/reports.ts";
import { dayOf } from "../zone.ts";
import { LEEWAY_MS } from "./retention.ts";

type Closed = Pick<ClosedDay, "zone" | "date" | "closedAt">;

export interface PlanFacts {
  /** Closed days that the archive has not. */
  unarchived: readonly Closed[];
  /** Archived days that ended before whatever is kept, and of which something is still here. */
  staying: readonly ArchivedDay[];
  /** Days that did not work out a moment ago, by `dayKey`. */
  postponed: ReadonlySet<string>;
  nowMs: number;
}

export type Task =
  | { kind: "archive"; day: Closed }
  /** What came after closing is written, and the day's corrections are kept. */
  | { kind: "settle"; day: ArchivedDay }
  | { kind: "let_go"; day: ArchivedDay };

export function dayKey({ zone, date }: { zone: string; date: string }): string {
  return `${date} (${zone})`;
}

/** In the order in which they are to be tried: the first that finds something to do is enough. */
export function tasksOf({ unarchived, staying, postponed, nowMs }: PlanFacts): Task[] {
  const isReady = (day: { zone: string; date: string }) => !postponed.has(dayKey(day));
  // Days of two zones share payments, which must be in the files of both.
  const waitedFor = unarchived.flatMap(({ zone, date }) => dayOf(zone, date) ?? []);
  return [
    ...unarchived.filter(isReady).map((day) => ({ kind: "archive" as const, day })),
    ...staying
      .filter(isReady)
      .filter(({ paidFrom, paidTo }) => !waitedFor.some(({ from, to }) => from < paidTo && to > paidFrom))
      .flatMap((day): Task[] => {
        if (day.settledAt === null || day.settlingSeq !== null) return [{ kind: "settle", day }];
        // Exports that began to read the day here have ended by then; new ones read the archive.
        return nowMs - day.settledAt < LEEWAY_MS ? [] : [{ kind: "let_go", day }];
      }),
  ];
}
