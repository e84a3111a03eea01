import fc from "fast-check";
import { expect, test } from "vitest";
import { configOf } from "../config/config.ts";
import { messagesFor } from "../notice/fanOut.ts";
import type { Incident } from "../store/incidents.ts";
import { look, type Watch, wakeUp } from "./incidentDue.ts";
import { noticesOf } from "./incidentNotices.ts";
import { type Waiting, waitingProblems } from "./notRecorded.ts";
import type { Problem, ProblemKind } from "./problem.ts";

const START = Date.UTC(2026, 10, 20, 11, 0, 0);
const MINUTE = 60_000;
const CONFIG = configOf({
  CARD_KEY: "0123456789abcdef0123456789abcdef",
  ALERT_TO: "ops@example.org,boss@example.org",
  PUBLIC_URL: "https://vigie.example.org",
  REPORT_TIMEZONE: "Europe/Paris",
});

function problem(kind: ProblemKind, changes: Partial<Problem> = {}): Problem {
  return { kind, text: `${kind} is wrong.`, since: null, holdMs: 0, stops: null, ...changes };
}

/** A watchman over time, with the store's incidents. */
function watchman(startedAt = START) {
  let watch: Watch | null = null;
  let incidents: Incident[] = [];
  return {
    incidents: () => incidents,
    lasting: () => incidents.filter(({ endedAt }) => endedAt === null).map(({ kind }) => kind),
    /** A look, so many minutes after the start; answers what was told. */
    at(minute: number, ...problems: Problem[]): string[] {
      const nowMs = startedAt + minute * MINUTE;
      const woken = wakeUp(watch, nowMs);
      const open = incidents.filter(({ endedAt }) => endedAt === null);
      const found = look(woken.watch, problems, open, nowMs);
      watch = found.watch;
      const opened = [...woken.slept, ...found.opened];
      incidents = [
        ...incidents.map((incident) => found.ended.find(({ id }) => id === incident.id) ?? incident),
        ...opened,
      ];
      return [...opened.map(({ kind }) => `${kind} began`), ...found.ended.map(({ kind }) => `${kind} is over`)];
    },
    /** The watchman woke, but could not look. */
    blindAt(minute: number) {
      watch = wakeUp(watch, startedAt + minute * MINUTE).watch;
    },
  };
}

/** Awake for five minutes, all well. */
function awake() {
  const one = watchman();
  for (let minute = -5; minute < 0; minute += 1) expect(one.at(minute)).toEqual([]);
  return one;
}

test("a silence is told at once, since when it began, and told once", () => {
  const one = awake();
  const silence = problem("no_payment", { since: START - 15 * MINUTE });
  expect(one.at(0, silence)).toEqual(["no_payment began"]);
  expect(one.incidents()).toMatchObject([
    { startedAt: START - 15 * MINUTE, endedAt: null, detail: "no_payment is wrong." },
  ]);
  for (let minute = 1; minute < 300; minute += 1) expect(one.at(minute, silence)).toEqual([]);
});

test("an incident is over when its problem has been away for five minutes, and it ended when it went", () => {
  const one = awake();
  one.at(0, problem("model"));
  for (const minute of [1, 2, 3, 4, 5]) expect(one.at(minute)).toEqual([]);
  expect(one.at(6)).toEqual(["model is over"]);
  expect(one.incidents()).toMatchObject([{ endedAt: START + MINUTE }]);
  expect(one.at(7)).toEqual([]);
});

test("a failed poll or two is a blip; minutes of them are an incident", () => {
  const one = awake();
  const failing = problem("feed", { holdMs: 3 * MINUTE });
  expect([one.at(0, failing), one.at(1, failing), one.at(2), one.at(3, failing)].flat()).toEqual([]);
  expect([one.at(4, failing), one.at(5, failing)].flat()).toEqual([]);
  expect(one.at(6, failing)).toEqual(["feed began"]);
});

test("what comes and goes is told once, not each time", () => {
  const one = awake();
  const told = Array.from({ length: 60 }, (_, minute) =>
    minute % 2 === 0 ? one.at(minute, problem("model")) : one.at(minute),
  );
  expect(told.flat()).toEqual(["model began"]);
});

test("no payment because the feed fails is one incident, and becomes one of its own when the feed is back", () => {
  const one = awake();
  const failing = problem("feed", { holdMs: 3 * MINUTE });
  const silence = problem("no_payment");
  const told = Array.from({ length: 30 }, (_, minute) => one.at(minute, failing, ...(minute > 15 ? [silence] : [])));
  expect(told.flat()).toEqual(["feed began"]);
  expect(one.at(30, silence)).toEqual(["no_payment began"]);
});

test("a Vigie that was switched off says for how long, once, and gives everything time to come back", () => {
  const one = awake();
  const silence = problem("no_tick", { since: START - MINUTE });
  expect(one.at(600, silence)).toEqual(["stopped began"]);
  expect(one.incidents()).toMatchObject([
    {
      kind: "stopped",
      startedAt: START - MINUTE,
      endedAt: START + 600 * MINUTE,
      detail: "Vigie did not run for 10 hours.",
    },
  ]);
  expect(one.at(601, silence)).toEqual([]);
  expect(one.at(602)).toEqual([]);
});

test("what is still silent three minutes after waking is told", () => {
  const one = awake();
  const silence = problem("no_tick", { since: START - MINUTE });
  expect([600, 601, 602].flatMap((minute) => one.at(minute, silence))).toEqual(["stopped began"]);
  expect(one.at(603, silence)).toEqual(["no_tick began"]);
});

test("the very first minutes of a Vigie are no incident", () => {
  const one = watchman();
  const nothing = problem("no_tick", { holdMs: 3 * MINUTE });
  expect([one.at(0, nothing), one.at(1, nothing), one.at(2, nothing)].flat()).toEqual([]);
  expect(one.at(3, nothing)).toEqual(["no_tick began"]);
});

test("a store that could not be read is told of when it can be again", () => {
  const one = awake();
  for (let minute = 0; minute < 20; minute += 1) one.blindAt(minute);
  expect(one.at(20)).toEqual(["store began"]);
  expect(one.incidents()).toMatchObject([{ kind: "store", startedAt: START - MINUTE, endedAt: START + 20 * MINUTE }]);
  expect(one.at(21)).toEqual([]);
});

/** What the watchman finds of payments that wait, so many minutes after the start. */
function journal(minute: number, changes: Partial<Waiting>): Problem[] {
  const nowMs = START + minute * MINUTE;
  const nothing = { payments: 9, since: START, bytes: 9, lastPaymentAt: nowMs, problem: null, isFull: false };
  return waitingProblems({ ...nothing, ...changes }, { store: "d1", zone: "UTC", storeProblem: null }, nowMs);
}

test("what waited for a store that was away is no incident of its own while it is recorded", () => {
  const one = awake();
  for (let minute = 0; minute < 20; minute += 1) one.blindAt(minute);
  // At the first look the deciders may not have noticed yet that the store is back.
  expect(one.at(20, ...journal(20, { problem: "the store (D1) cannot be reached" }))).toEqual(["store began"]);
  for (let minute = 21; minute < 30; minute += 1) expect(one.at(minute, ...journal(minute, {}))).toEqual([]);
  for (let minute = 30; minute < 40; minute += 1) expect(one.at(minute)).toEqual([]);
});

test("payments that cannot be recorded though the store can be read are told after a minute, and those that pile up after fifteen", () => {
  const one = awake();
  const refused = { problem: "the store (D1) failed; the log says why" };
  expect([one.at(1, ...journal(1, refused)), one.at(2, ...journal(2, refused))]).toEqual([[], ["journal began"]]);
  expect(one.incidents()).toMatchObject([{ kind: "journal", startedAt: START, endedAt: null }]);
  for (let minute = 3; minute < 9; minute += 1) one.at(minute);
  expect(one.lasting()).toEqual([]);
  const told = Array.from({ length: 16 }, (_, minute) => one.at(10 + minute, ...journal(10 + minute, {})));
  expect(told.flatMap((each, minute) => each.map((words) => [minute, words]))).toEqual([[15, "journal began"]]);
});

test("killed after the store was told, the watchman tells nothing twice", () => {
  const before: Watch = { wokeAt: START, awakeSince: 0, lookedAt: START, since: {}, calmSince: {} };
  const problems = [problem("outbox", { since: START - 11 * MINUTE })];
  const [first, again] = [look(before, problems, [], START + MINUTE), look(before, problems, [], START + MINUTE)];
  expect(again.opened).toEqual(first.opened);
  expect(look(before, problems, first.opened, START + 2 * MINUTE).opened).toEqual([]);
});

test("whatever happens, of a kind one incident lasts at a time, it ends after it began, and a calm of six minutes ends all", () => {
  const kinds: ProblemKind[] = ["feed", "no_payment", "no_tick", "outbox"];
  const minute = fc.record({
    problems: fc.subarray(kinds),
    passes: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 30 })),
    blind: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(minute, { maxLength: 120 }), (minutes) => {
      const one = awake();
      let at = 0;
      for (const { problems, passes, blind } of minutes) {
        at += passes;
        if (blind) one.blindAt(at);
        else one.at(at, ...problems.map((kind) => problem(kind, { holdMs: kind === "feed" ? 3 * MINUTE : 0 })));
        const lasting = one.lasting();
        expect(new Set(lasting).size).toBe(lasting.length);
      }
      for (let calm = 1; calm <= 7; calm += 1) one.at(at + calm);
      expect(one.lasting()).toEqual([]);
      for (const { startedAt, endedAt } of one.incidents()) expect(endedAt).toBeGreaterThanOrEqual(startedAt);
      const ids = one.incidents().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});

const INCIDENT: Incident = {
  id: "no_payment-2026-11-20T10:45:00.000Z",
  kind: "no_payment",
  startedAt: START - 15 * MINUTE,
  endedAt: null,
  detail: "No payment for 15 minutes.",
};

test("the mail of an incident says what, since when and what it means; that of its end how long it lasted", () => {
  const over = { ...INCIDENT, endedAt: START + 5 * MINUTE };
  const [began, ended] = noticesOf([INCIDENT], [over], CONFIG).map((notice) =>
    messagesFor(notice, CONFIG, START, null),
  );
  expect(began?.map(({ id }) => id)).toEqual([
    "incident:no_payment-2026-11-20T10:45:00.000Z:started>mail:ops@example.org",
    "incident:no_payment-2026-11-20T10:45:00.000Z:started>mail:boss@example.org",
  ]);
  expect(began?.[0]?.subject).toBe("Trouble: No payment for 15 minutes");
  expect(began?.[0]?.text).toContain("20 Nov 2026, 11:45 (Europe/Paris)");
  expect(began?.[0]?.text).toContain("no fraud among them is seen");
  expect(began?.[0]?.text).toContain("https://vigie.example.org");
  expect(ended?.[0]?.subject).toBe("Over: Payments come in again");
  expect(ended?.[0]?.text).toContain("20 minutes");
});

test("a second incident that began, by its judge, when the first one did is another one", () => {
  const one = awake();
  const wave = problem("flagged", { since: START - 60 * MINUTE });
  expect(one.at(0, wave)).toEqual(["flagged began"]);
  for (let minute = 1; minute < 6; minute += 1) one.at(minute);
  expect(one.at(6)).toEqual(["flagged is over"]);
  expect(one.at(7, wave)).toEqual(["flagged began"]);
  const waves = one.incidents();
  expect(waves.map(({ startedAt }) => startedAt)).toEqual([wave.since, wave.since]);
  expect(new Set(waves.map(({ id }) => id)).size).toBe(2);
});

test("the mail of payments that are otherwise says that it may last on for days after the sender was mended", () => {
  const incident = {
    id: "features-1",
    kind: "features",
    startedAt: START,
    endedAt: null,
    detail: "Amounts are otherwise.",
  };
  const messages = noticesOf([incident], [], CONFIG).flatMap((notice) => messagesFor(notice, CONFIG, START, null));
  expect(JSON.stringify(messages)).toContain("may last for up to three days more");
});
