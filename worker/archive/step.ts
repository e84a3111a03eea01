// One step of the archive: the first thing that is to be done, and no more. May die between any two awaits; what was done
// by then is found in the store, and the rest is done again.
import type { ReportStores } from "../report/daily.ts";
import type { Store } from "../store/store.ts";
import { dayAt } from "../zone.ts";
import { archiveDay } from "./archiveDay.ts";
import { letGo, settleDay } from "./leave.ts";
import { dayKey, tasksOf } from "./plan.ts";
import type { Shelf } from "./shelf.ts";

/** Looked at in one step. */
const DAYS = 50;

export interface StepSettings {
  reportZone: string;
  silenceMs: number;
  /** Days that ended by then leave the store; null: none does. Epoch ms. */
  leaveBy: number | null;
}

export interface StepPorts {
  store: Store & ReportStores;
  shelf: Shelf;
  closeDay: (date: string) => Promise<void>;
  now: () => number;
  /** Rows a file, other than usual. */
  partRows?: number;
}

export type Outcome =
  /** Come again at once. */
  | { kind: "done"; day: string }
  | { kind: "nothing" }
  /** The day is left alone for a while. */
  | { kind: "problem"; day: string; problem: string };

/** Throws when the store or the bucket failed: nothing is lost, come again. */
export async function archiveStep(
  settings: StepSettings,
  ports: StepPorts,
  postponed: ReadonlySet<string> = new Set(),
): Promise<Outcome> {
  const { store } = ports;
  const { leaveBy } = settings;
  const [unarchived, staying] = await Promise.all([
    store.unarchivedDays(DAYS),
    leaveBy === null ? [] : store.stayingDays(leaveBy, DAYS),
  ]);
  for (const task of tasksOf({ unarchived, staying, postponed, nowMs: ports.now() })) {
    const outcome =
      task.kind === "archive"
        ? await archiveDay(task.day, ports)
        : task.kind === "settle"
          ? await settleDay(task.day, settings, ports)
          : await letGo(task.day, ports);
    if (outcome.kind !== "nothing") return outcome;
  }
  if (leaveBy === null) return { kind: "nothing" };
  const date = await unclosedDate(settings.reportZone, leaveBy, store);
  if (date === null) return { kind: "nothing" };
  await ports.closeDay(date);
  return { kind: "done", day: dayKey({ zone: settings.reportZone, date }) };
}

/** A day of payments that were loaded long after it, so that nobody has closed it: only closed days can leave. */
async function unclosedDate(zone: string, leaveBy: number, store: Store): Promise<string | null> {
  let from = 0;
  for (let days = 0; days < DAYS; days += 1) {
    const paidAt = await store.firstPaidAt(from);
    if (paidAt === null) return null;
    const day = dayAt(zone, paidAt);
    if (day.to > leaveBy) return null;
    const [archived] = await store.archivedWithin(paidAt, paidAt + 1);
    if (archived === undefined) {
      const around = await store.archivedWithin(day.from, day.to);
      // Of a day of another zone that has left in part, no report could be made any more: what is here stays here.
      const isWhole = around.every(({ settledAt }) => settledAt === null);
      if (isWhole && (await store.closedDay(zone, day.date)) === null) return day.date;
    }
    from = archived?.paidTo ?? day.to;
  }
  return null;
}
