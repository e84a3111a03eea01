import { expect, test } from "vitest";
import { LEEWAY_MS } from "../config/paymentRetention.ts";
import type { ArchivedDay } from "../store/archive.ts";
import { dayOf } from "../zone.ts";
import { archiveTasks, datesAround, type LeaveFacts, leaveTasks, type Task } from "./nextTask.ts";

const NOW = Date.UTC(2026, 10, 20, 11);

function archived(date: string, changes: Partial<ArchivedDay> = {}): ArchivedDay {
  const zone = changes.zone ?? "UTC";
  const day = dayOf(zone, date);
  if (day === null) throw new Error(`${date} is no date`);
  const untouched = { settlingSeq: null, upToSeq: null, settledAt: null, corrections: null, leftAt: null };
  return { zone, date, paidFrom: day.from, paidTo: day.to, closedAt: 1, archivedAt: 2, ...untouched, ...changes };
}

function inWords(tasks: readonly Task[]): string[] {
  return tasks.map(({ kind, day }) => `${kind} ${day.date}`);
}

function tasks(facts: Partial<LeaveFacts>): string[] {
  return inWords(leaveTasks({ staying: [], waitedFor: [], postponed: new Set(), nowMs: NOW, ...facts }));
}

const closed = (date: string, zone = "UTC") => ({ zone, date, closedAt: 1 });

test("a day settles first, and is let go an hour later", () => {
  const settled = (ms: number) => tasks({ staying: [archived("2026-09-01", { settledAt: NOW - ms, upToSeq: 9 })] });
  expect(settled(0)).toEqual([]);
  expect(settled(LEEWAY_MS - 1)).toEqual([]);
  expect(settled(LEEWAY_MS)).toEqual(["let_go 2026-09-01"]);
});

test("a day to which something came after it settled settles again", () => {
  const day = archived("2026-09-01", { settledAt: 1, upToSeq: 9, settlingSeq: 12 });
  expect(tasks({ staying: [day] })).toEqual(["settle 2026-09-01"]);
});

test("a day that did not work out is left alone for a while, and holds up no other", () => {
  const postponed = new Set(["2026-11-18 (UTC)", "2026-09-01 (UTC)"]);
  const unarchived = [closed("2026-11-18"), closed("2026-11-19")];
  expect(inWords(archiveTasks(unarchived, postponed))).toEqual(["archive 2026-11-19"]);
  const staying = [archived("2026-09-01"), archived("2026-09-02")];
  expect(tasks({ staying, postponed })).toEqual(["settle 2026-09-02"]);
});

test("a day does not leave while a day of another zone with some of its payments is still to be archived", () => {
  const facts = {
    waitedFor: [closed("2026-09-02", "Europe/Paris")],
    staying: [archived("2026-08-31"), archived("2026-09-01"), archived("2026-09-02"), archived("2026-09-03")],
    postponed: new Set(["2026-09-02 (Europe/Paris)"]),
  };
  expect(tasks(facts)).toEqual(["settle 2026-08-31", "settle 2026-09-03"]);
});

test("days that share a moment are at most two dates apart, on whichever sides of the date line", () => {
  const [east, west] = [dayOf("Pacific/Kiritimati", "2026-09-03"), dayOf("Etc/GMT+12", "2026-09-01")];
  expect(east?.from).toBeLessThan(west?.to ?? 0);
  expect(datesAround([archived("2026-09-03")])).toEqual({ first: "2026-09-01", last: "2026-09-05" });
});
