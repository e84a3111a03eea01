// How changes are told over days: looks and judgements together, as the watchman has them.
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../duration.ts";
import type { Incident } from "../../store/incidents.ts";
import { look, type Watch } from "../incidentDue.ts";
import { type ChangeMemories, type DriftFacts, driftProblems, remembered } from "./drift.ts";
import type { FlaggedHour } from "./flagged.ts";

/** A Friday morning. */
const BEGIN = Date.UTC(2026, 9, 30, 10);

/** What is told from BEGIN on, and after how many hours; some minutes after each hour there are two looks. */
function toldOver(days: number, factsAt: (nowMs: number) => DriftFacts, zone = "UTC"): string[] {
  let lasting: Incident[] = [];
  let memories: ChangeMemories = {};
  let watch: Watch = { wokeAt: 0, awakeSince: 0, lookedAt: 0, since: {}, calmSince: {} };
  const told: string[] = [];
  for (let minute = 5; minute < (days * DAY_MS) / MINUTE_MS; minute += minute % 60 === 5 ? 6 : 54) {
    const nowMs = BEGIN + minute * MINUTE_MS;
    memories = remembered(memories, lasting, nowMs);
    const problems = driftProblems(factsAt(nowMs), { incidents: lasting, memories, zone, currency: "USD", nowMs });
    const found = look({ ...watch, wokeAt: nowMs, lookedAt: nowMs }, problems, lasting, nowMs);
    watch = found.watch;
    const hour = Math.floor(minute / 60);
    told.push(...found.opened.map(({ kind }) => `${kind} began after ${hour} h`));
    told.push(...found.ended.map(({ kind }) => `${kind} ended after ${hour} h`));
    lasting = [...lasting.filter(({ id }) => !found.ended.some((each) => each.id === id)), ...found.opened];
  }
  return told;
}

/** The 29 days of whole hours before now. */
function hoursBefore<Hour>(nowMs: number, of: (at: number) => Hour): Map<number, Hour> {
  const thisHour = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const all = Array.from({ length: 29 * 24 }, (_, back) => thisHour - (back + 1) * HOUR_MS);
  return new Map(all.map((at) => [at, of(at)]));
}

test("three times as many flagged payments for good begin once, and a week later are what is usual", () => {
  const hour = (at: number): FlaggedHour => ({
    payments: 1000,
    flagged: (at >= BEGIN ? 18 : 6) + ((at / HOUR_MS) % 5) - 2,
  });
  const told = toldOver(40, (nowMs) => ({
    flagged: { hours: hoursBefore(nowMs, hour), lastHour: hour(Math.floor(nowMs / HOUR_MS) * HOUR_MS - HOUR_MS) },
  }));
  expect(told).toEqual([
    expect.stringMatching(/^flagged began after \d h$/),
    expect.stringMatching(/^flagged ended after 1[67]\d h$/),
  ]);
});

/** Known frauds of the 28 days before; labels come a day later. */
const frauds = (nowMs: number, known: number, flaggedAt: (at: number) => number): DriftFacts => ({
  frauds: {
    days: Array.from({ length: 28 }, (_, back) => {
      const start = nowMs - (back + 1) * DAY_MS;
      return back === 0 ? { start, known: 0, flagged: 0 } : { start, known, flagged: flaggedAt(start) };
    }),
    expectedRecall: 0.97,
  },
});

test("that most frauds are missed is told once and does not end by itself", () => {
  expect(toldOver(20, (nowMs) => frauds(nowMs, 4, () => 1))).toEqual(["recall began after 0 h"]);
});

test("fewer frauds that are found, for good, begin once, and a week later are what is usual", () => {
  const told = toldOver(40, (nowMs) => frauds(nowMs, 10, (at) => (at >= BEGIN ? 6 : 10)));
  expect(told).toEqual([
    expect.stringMatching(/^recall began after \d+ h$/),
    expect.stringMatching(/^recall ended after \d+ h$/),
  ]);
});
