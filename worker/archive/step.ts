// One step of the archive: the first thing that is to be done, and no more. It may die between any two awaits. The
// store knows what was done by then; the rest is done again.
import type { ArchivedDay, DayKey } from "../store/archive.ts";
import type { Store } from "../store/store.ts";
import { dayAt } from "../zone.ts";
import { archiveDay } from "./archiveDay.ts";
import { letGo, settleDay } from "./leaveStore.ts";
import { archiveTasks, datesAround, dayKey, leaveTasks, type Task } from "./nextTask.ts";
import type { StepPorts, StepSettings, TaskResult } from "./ports.ts";
import { ForeignFile } from "./shelf.ts";

/** Days that are read at a time. */
const DAYS = 50;

interface OfTask {
  day: string;
  task: Task["kind"];
}

export type StepOutcome =
  /** The caller comes again at once. */
  | (OfTask & { kind: "done"; isOver: boolean })
  | { kind: "nothing" }
  /** The caller leaves the day alone for a while. `cause`: what was thrown, if anything; for the log. */
  | (OfTask & { kind: "problem"; problem: string; cause?: unknown });

/** Throws when the store or the bucket is down. Nothing is lost: the caller comes again. */
export async function archiveStep(
  settings: StepSettings,
  ports: StepPorts,
  postponed: ReadonlySet<string> = new Set(),
): Promise<StepOutcome> {
  for await (const task of tasksOf(settings, ports, postponed)) {
    const result = await run(task, settings, ports).catch((cause: unknown) => problemOf(task, cause, ports));
    if (result.kind !== "nothing") return { ...result, day: dayKey(task.day), task: task.kind };
  }
  return { kind: "nothing" };
}

function run(task: Task, settings: StepSettings, ports: StepPorts): Promise<TaskResult> {
  if (task.kind === "archive") return archiveDay(task.day, ports);
  if (task.kind === "settle") return settleDay(task.day, settings, ports);
  if (task.kind === "let_go") return letGo(task.day, ports);
  return ports.closeDay(task.day.date).then(() => ({ kind: "done", isOver: true }));
}

/**
 * An error with one day holds up no other day. It is thrown only when the store or the bucket cannot be reached at all.
 */
async function problemOf({ day }: Task, cause: unknown, { store, shelf }: StepPorts) {
  await Promise.all([store.newestSeq(), shelf.find("payments/")]).catch(() => {
    throw cause;
  });
  const isPlain = cause instanceof ForeignFile;
  const problem = isPlain ? cause.message : `${dayKey(day)} could not be worked on; the log says why`;
  return { kind: "problem" as const, problem, cause };
}

/** Tasks in the order of trying. Days are read page by page, only as far as tasks are wanted. */
async function* tasksOf(
  { reportZone, leaveBy }: StepSettings,
  { store, now }: StepPorts,
  postponed: ReadonlySet<string>,
): AsyncGenerator<Task, void> {
  for await (const days of paged((after: DayKey | null) => store.unarchivedDays(DAYS, after))) {
    yield* archiveTasks(days, postponed);
  }
  if (leaveBy === null) return;
  for await (const staying of paged((after: ArchivedDay | null) => store.stayingDays(leaveBy, DAYS, after))) {
    const { first, last } = datesAround(staying);
    const waitedFor = await store.unarchivedWithin(first, last);
    yield* leaveTasks({ staying, waitedFor, postponed, nowMs: now() });
  }
  const date = await unclosedDate(reportZone, leaveBy, store, postponed);
  if (date !== null) yield { kind: "close", day: { zone: reportZone, date } };
}

async function* paged<Day>(read: (after: Day | null) => Promise<Day[]>): AsyncGenerator<Day[], void> {
  for (let after: Day | null = null; ; ) {
    const page: Day[] = await read(after);
    if (page.length > 0) yield page;
    after = page.at(-1) ?? null;
    if (page.length < DAYS) return;
  }
}

/**
 * The date of a day that nobody has closed, because its payments were loaded long after it: only closed days can leave.
 */
async function unclosedDate(
  zone: string,
  leaveBy: number,
  store: Store,
  postponed: ReadonlySet<string>,
): Promise<string | null> {
  let from = 0;
  for (let days = 0; days < DAYS; days += 1) {
    const paidAt = await store.firstPaidAt(from);
    if (paidAt === null) return null;
    const day = dayAt(zone, paidAt);
    if (day.to > leaveBy) return null;
    const [archived] = await store.archivedWithin(paidAt, paidAt + 1);
    if (archived === undefined) {
      const around = await store.archivedWithin(day.from, day.to);
      // When a day of another zone has left in part, this day's report could not be whole any more: its payments stay.
      const isWhole = around.every(({ settledAt }) => settledAt === null);
      const isReady = isWhole && !postponed.has(dayKey({ zone, date: day.date }));
      if (isReady && (await store.closedDay(zone, day.date)) === null) return day.date;
    }
    from = archived?.paidTo ?? day.to;
  }
  return null;
}
