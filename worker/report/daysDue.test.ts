import fc from "fast-check";
import { expect, test } from "vitest";
import { dateAfter } from "../zone.ts";
import { digestNotice, type PlanFacts, planOf } from "./daysDue.ts";

const at = (iso: string) => Date.parse(iso);
const LONG_AGO = at("2026-01-01T00:00:00Z");

function plan(now: string, changes: Partial<PlanFacts> = {}) {
  const zone = changes.zone ?? "Europe/Paris";
  const beginning = { paidAt: LONG_AGO, storedAt: LONG_AGO };
  return planOf({ zone, reportHour: 7, nowMs: at(now), beginning, closed: [], digests: [], ...changes });
}

/** All days before this one are closed and their digests sent. */
function doneBefore(date: string, zone = "Europe/Paris"): Pick<PlanFacts, "closed" | "digests"> {
  const dates = Array.from({ length: 40 }, (_, back) => dateAfter(date, -1 - back));
  return {
    closed: dates.map((each) => ({ zone, date: each, closedAt: LONG_AGO })),
    digests: dates.map((each) => digestNotice(zone, each)),
  };
}

const datesOf = ({ days }: ReturnType<typeof plan>) => days.map(({ date, digest }) => [date, digest]);

test("yesterday's digest is due at the report's hour on the zone's clocks, and not a moment before", () => {
  const before = plan("2026-11-20T05:59:59.999Z", doneBefore("2026-11-19"));
  expect(before).toEqual({ days: [], nextAt: at("2026-11-20T06:00:00Z") });
  const due = plan("2026-11-20T06:00:00Z", doneBefore("2026-11-19"));
  expect(datesOf(due)).toEqual([["2026-11-19", "owed"]]);
  expect(due.nextAt).toBe(at("2026-11-21T06:00:00Z"));
});

test("on the days when the clocks change it is due at that hour of the wall clock too", () => {
  expect(plan("2026-03-29T04:59:00Z", doneBefore("2026-03-28")).nextAt).toBe(at("2026-03-29T05:00:00Z"));
  expect(plan("2026-10-25T05:59:00Z", doneBefore("2026-10-24")).nextAt).toBe(at("2026-10-25T06:00:00Z"));
  // The clocks skipped half past two: the digest leaves half an hour after the gap.
  const skipped = { ...doneBefore("2026-03-28"), reportHour: 2.5 };
  expect(plan("2026-03-29T00:00:00Z", skipped).nextAt).toBe(at("2026-03-29T01:30:00Z"));
});

test("with midnight as its hour the last payments of the day are given ten minutes to arrive", () => {
  const { days, nextAt } = plan("2026-11-19T23:09:59Z", { ...doneBefore("2026-11-19"), reportHour: 0 });
  expect(days).toEqual([]);
  expect(nextAt).toBe(at("2026-11-19T23:10:00Z"));
});

test("once closed and owed, there is nothing to do until tomorrow, whatever calls", () => {
  expect(plan("2026-11-20T22:00:00Z", doneBefore("2026-11-20")).days).toEqual([]);
});

test("closed but not owed, as a kill between the two leaves it: owed", () => {
  const closed = doneBefore("2026-11-20").closed.map((day) => ({ ...day, closedAt: at("2026-11-20T07:59:00Z") }));
  const { digests } = doneBefore("2026-11-19");
  expect(plan("2026-11-20T08:00:00Z", { closed, digests }).days).toMatchObject([
    { date: "2026-11-19", isClosed: true, digest: "owed" },
  ]);
});

test("after an outage the digests of the last seven days are owed, oldest first; older days are only closed", () => {
  const { days } = plan("2026-11-20T08:00:00Z", doneBefore("2026-11-10"));
  expect(days.map(({ date, digest }) => `${date.slice(8)} ${digest}`)).toEqual([
    "10 none",
    "11 none",
    "12 none",
    ...["13", "14", "15", "16", "17", "18", "19"].map((day) => `${day} owed`),
  ]);
});

test("days before Vigie began are closed without a digest, but for yesterday, when it was given payments of it", () => {
  const beginning = { paidAt: at("2026-11-17T10:00:00Z"), storedAt: at("2026-11-20T12:00:00Z") };
  expect(datesOf(plan("2026-11-20T12:30:00Z", { beginning }))).toEqual([
    ["2026-11-17", "none"],
    ["2026-11-18", "none"],
    ["2026-11-19", "owed_if_paid"],
  ]);
});

test("days before the first payment, and all days before there is one, are left alone", () => {
  const beginning = { paidAt: at("2026-11-19T23:00:00Z"), storedAt: at("2026-11-19T23:00:05Z") };
  expect(plan("2026-11-20T12:00:00Z", { beginning }).days).toEqual([]);
  expect(plan("2026-11-20T12:00:00Z", { beginning: null }).days).toEqual([]);
});

test("a day whose digest was sent under another time zone is closed in the new one, and not sent again", () => {
  const done = doneBefore("2026-11-20", "UTC");
  const { days } = plan("2026-11-20T12:00:00Z", done);
  expect(days).toHaveLength(31);
  expect(days.every(({ isClosed, digest }) => !isClosed && digest === "none")).toBe(true);
});

test("the date that Apia skipped is neither closed nor sent", () => {
  const zone = "Pacific/Apia";
  const beginning = { paidAt: at("2011-12-01T00:00:00Z"), storedAt: at("2011-12-01T00:00:00Z") };
  const { days } = plan("2012-01-01T00:00:00Z", { zone, beginning, ...doneBefore("2011-12-29", zone) });
  expect(datesOf({ days, nextAt: 0 })).toEqual([
    ["2011-12-29", "owed"],
    ["2011-12-31", "owed"],
  ]);
});

test("days that were closed while nobody was there to read get no digest a week later, all at once", () => {
  const { closed } = doneBefore("2026-11-20");
  const { digests } = doneBefore("2026-11-10");
  expect(datesOf(plan("2026-11-20T06:00:00Z", { closed, digests }))).toEqual([]);
  const justNow = closed.map((day) => ({ ...day, closedAt: at("2026-11-20T05:00:00Z") }));
  expect(datesOf(plan("2026-11-20T06:00:00Z", { closed: justNow, digests }))).toHaveLength(7);
});

test("however often and late it is called, each day gets one digest, none twice and none left out", () => {
  const zones = fc.constantFrom("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
  const start = at("2026-10-20T00:00:00Z");
  const pauses = fc.array(fc.integer({ min: 0, max: 50 * 3_600_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(zones, pauses, fc.integer({ min: 0, max: 23 }), (zone, gaps, reportHour) => {
      const closed: { zone: string; date: string; closedAt: number }[] = [];
      const digests: string[] = [];
      const sent: string[] = [];
      let nowMs = start;
      for (const gap of gaps) {
        nowMs += gap;
        const beginning = { paidAt: start, storedAt: start };
        const { days, nextAt } = planOf({ zone, reportHour, nowMs, beginning, closed, digests });
        expect(nextAt).toBeGreaterThan(nowMs);
        for (const { date, isClosed, digest, dueAt } of days) {
          expect(dueAt).toBeLessThanOrEqual(nowMs);
          if (!isClosed) closed.push({ zone, date, closedAt: nowMs });
          if (digest !== "owed") continue;
          sent.push(date);
          digests.push(digestNotice(zone, date));
        }
      }
      expect(sent).toEqual([...new Set(sent)].toSorted());
      sent.slice(1).forEach((date, i) => {
        expect(date).toBe(dateAfter(sent[i] ?? "", 1));
      });
    }),
  );
});
