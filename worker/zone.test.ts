import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test, vi } from "vitest";
import { HOUR_MS } from "./duration.ts";
import { dateAfter, dayAt, dayOf, epochMsAt, hoursOf, momentOf, offsetMsAt, type WallHour, wallTime } from "./zone.ts";

const at = (iso: string) => Date.parse(iso);

test.each([
  ["UTC", "2026-07-01T12:00:00Z", 0],
  ["Europe/Paris", "2026-07-01T12:00:00Z", 2],
  ["Europe/Paris", "2026-12-01T12:00:00Z", 1],
  ["America/New_York", "2026-07-01T12:00:00Z", -4],
  ["Asia/Kolkata", "2026-07-01T12:00:00Z", 5.5],
  ["Asia/Kathmandu", "2026-07-01T12:00:00Z", 5.75],
  ["Australia/Lord_Howe", "2026-01-01T12:00:00Z", 11],
  ["Australia/Lord_Howe", "2026-07-01T12:00:00Z", 10.5],
])("%s at %s is %d hours from UTC", (zone, iso, hours) => {
  expect(offsetMsAt(zone, at(iso))).toBe(hours * HOUR_MS);
});

test.each([
  ["Europe/Paris", "2026-03-29T01:00:00Z", 1, 2],
  ["Europe/Paris", "2026-10-25T01:00:00Z", 2, 1],
  // The clocks change at a minute past midnight, as in Newfoundland until 2011: not at a quarter of an hour.
  ["America/St_Johns", "2010-03-14T03:31:00Z", -3.5, -2.5],
])("the clocks of %s change at %s to the millisecond, whichever side is asked first", (zone, iso, before, after) => {
  const change = at(iso);
  expect(offsetMsAt(zone, change)).toBe(after * HOUR_MS);
  expect(offsetMsAt(zone, change - 1)).toBe(before * HOUR_MS);
  expect(offsetMsAt(zone, change)).toBe(after * HOUR_MS);
});

test("changes of the clocks are remembered for all years with payments, but not for every year that can be written", () => {
  const lookUps = vi.spyOn(Temporal.Instant, "fromEpochMilliseconds");
  const askFor = (firstYear: number, lastYear: number) => {
    for (let year = firstYear; year <= lastYear; year += 1) {
      for (const month of ["01", "07"]) offsetMsAt("Europe/Vienna", at(`${year}-${month}-15T12:00:00Z`));
    }
  };
  askFor(2000, 2030);
  lookUps.mockClear();
  askFor(2000, 2030);
  expect(lookUps).not.toHaveBeenCalled();

  askFor(2100, 2200);
  lookUps.mockClear();
  askFor(2000, 2030);
  expect(lookUps).toHaveBeenCalled();
  lookUps.mockRestore();
});

test("asking about many moments in any order changes no answer", () => {
  const zones = fc.constantFrom("Europe/Paris", "America/New_York", "Pacific/Apia", "Africa/Casablanca");
  const moment = fc.integer({ min: at("2000-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  const format = (zone: string) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  fc.assert(
    fc.property(zones, fc.array(moment, { minLength: 1, maxLength: 10 }), (zone, moments) => {
      for (const ms of moments) {
        const wall = new Date(ms + offsetMsAt(zone, ms)).toISOString().slice(0, 19).replace("T", " ");
        expect(wall).toBe(format(zone).format(ms));
      }
    }),
  );
});

test.each([
  ["UTC", "2026-11-20T23:59:59.999Z", "2026-11-20", "2026-11-20T00:00:00Z", 24],
  ["UTC", "2026-11-21T00:00:00Z", "2026-11-21", "2026-11-21T00:00:00Z", 24],
  ["Europe/Paris", "2026-03-29T12:00:00Z", "2026-03-29", "2026-03-28T23:00:00Z", 23],
  ["Europe/Paris", "2026-10-25T12:00:00Z", "2026-10-25", "2026-10-24T22:00:00Z", 25],
  ["America/New_York", "2026-03-08T12:00:00Z", "2026-03-08", "2026-03-08T05:00:00Z", 23],
  ["America/New_York", "2026-11-01T12:00:00Z", "2026-11-01", "2026-11-01T04:00:00Z", 25],
  ["Australia/Lord_Howe", "2026-04-05T00:00:00Z", "2026-04-05", "2026-04-04T13:00:00Z", 24.5],
  ["Australia/Lord_Howe", "2026-10-04T00:00:00Z", "2026-10-04", "2026-10-03T13:30:00Z", 23.5],
  ["Asia/Kolkata", "2026-11-20T18:30:00Z", "2026-11-21", "2026-11-20T18:30:00Z", 24],
  ["Asia/Kolkata", "2026-11-20T18:29:59.999Z", "2026-11-20", "2026-11-19T18:30:00Z", 24],
  // The clocks skipped midnight: the day began at one.
  ["America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04", "2018-11-04T03:00:00Z", 23],
  // 30 December 2011 did not happen.
  ["Pacific/Apia", "2011-12-30T09:59:59.999Z", "2011-12-29", "2011-12-29T10:00:00Z", 24],
  ["Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31", "2011-12-30T10:00:00Z", 24],
])("in %s, %s lies in the day %s, which begins at %s and has %d hours", (zone, iso, date, from, hours) => {
  const day = dayAt(zone, at(iso));
  expect(day).toEqual({ date, from: at(from), to: at(from) + hours * HOUR_MS });
});

test("a day ends where the next begins, and holds the moment it was asked for", () => {
  const zones = fc.constantFrom("Europe/Paris", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut", "America/Havana");
  const moment = fc.integer({ min: at("2000-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(zones, moment, (zone, ms) => {
      const day = dayAt(zone, ms);
      expect(ms).toBeGreaterThanOrEqual(day.from);
      expect(ms).toBeLessThan(day.to);
      expect(dayAt(zone, day.to).from).toBe(day.to);
    }),
  );
});

test.each(["2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "20261120", "yesterday", "", "2026-11-20T00:00:00Z"])(
  "%j is no date",
  (text) => {
    expect(dayOf("Europe/Paris", text)).toBeNull();
  },
);

test("a date that a zone skipped is no day there, and a day elsewhere", () => {
  expect(dayOf("Pacific/Apia", "2011-12-30")).toBeNull();
  expect(dayOf("Pacific/Apia", "2011-12-31")).toEqual(dayAt("Pacific/Apia", at("2011-12-30T10:00:00Z")));
  expect(dayOf("Europe/Paris", "2011-12-30")).not.toBeNull();
});

test("a leap day is a day", () => {
  const day = dayOf("Asia/Kolkata", "2028-02-29");
  expect(day).toEqual({ date: "2028-02-29", from: at("2028-02-28T18:30:00Z"), to: at("2028-02-29T18:30:00Z") });
  expect(dateAfter("2028-02-28", 1)).toBe("2028-02-29");
  expect(dateAfter("2028-03-01", -1)).toBe("2028-02-29");
});

function shownHours(zone: string, date: string): string[] {
  const day = dayOf(zone, date);
  if (day === null) throw new Error(`${date} is no day in ${zone}`);
  return hoursOf(zone, day).map(({ from, doubled }) => wallTime(zone, from).slice(11, 16) + (doubled ? "*" : ""));
}

test("an ordinary day has the hours from 00 to 23", () => {
  const all = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);
  expect(shownHours("Asia/Kolkata", "2026-11-20")).toEqual(all);
});

test.each([
  ["Europe/Paris", "2026-03-29", 23, ["00:00", "01:00", "03:00", "04:00"]],
  ["Europe/Paris", "2026-10-25", 25, ["00:00", "01:00", "02:00*", "02:00*", "03:00"]],
  ["America/New_York", "2026-03-08", 23, ["00:00", "01:00", "03:00"]],
  ["America/New_York", "2026-11-01", 25, ["00:00", "01:00*", "01:00*", "02:00"]],
  // The clocks change by half an hour: from 02:00 to 02:30, and back from 02:00 to 01:30.
  ["Australia/Lord_Howe", "2026-10-04", 24, ["00:00", "01:00", "02:30", "03:00"]],
  ["Australia/Lord_Howe", "2026-04-05", 25, ["00:00", "01:00*", "01:30*", "02:00"]],
  ["America/Sao_Paulo", "2018-11-04", 23, ["01:00", "02:00"]],
])("in %s, %s has %d rows of hours, which begin %j", (zone, date, rows, beginning) => {
  const hours = shownHours(zone, date);
  expect(hours).toHaveLength(rows);
  expect(hours.slice(0, beginning.length)).toEqual(beginning);
});

test("the hours of a day cover it without gap or overlap", () => {
  const zones = fc.constantFrom("Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "UTC");
  const moment = fc.integer({ min: at("2012-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(zones, moment, (zone, ms) => {
      const day = dayAt(zone, ms);
      expect(dayOf(zone, day.date)).toEqual(day);
      const hours: WallHour[] = hoursOf(zone, day);
      expect(hours[0]?.from).toBe(day.from);
      expect(hours.at(-1)?.to).toBe(day.to);
      hours.slice(1).forEach((hour, i) => {
        expect(hour.from).toBe(hours[i]?.to);
      });
    }),
  );
});

test("an hour that the clocks skip comes after the gap, one that they show twice the first time", () => {
  expect(momentOf("Europe/Paris", "2026-11-21", 7)).toBe(at("2026-11-21T06:00:00Z"));
  expect(momentOf("Europe/Paris", "2026-03-29", 2)).toBe(at("2026-03-29T01:00:00Z"));
  expect(momentOf("Europe/Paris", "2026-10-25", 2)).toBe(at("2026-10-25T00:00:00Z"));
  expect(momentOf("Asia/Kolkata", "2026-11-21", 7.5)).toBe(at("2026-11-21T02:00:00Z"));
});

test("the wall clock is told with its offset, so that a doubled hour is two", () => {
  expect(wallTime("Europe/Paris", at("2026-10-25T00:30:00Z"))).toBe("2026-10-25T02:30:00.000+02:00");
  expect(wallTime("Europe/Paris", at("2026-10-25T01:30:00Z"))).toBe("2026-10-25T02:30:00.000+01:00");
  expect(wallTime("America/New_York", at("2026-11-20T03:04:05.678Z"))).toBe("2026-11-19T22:04:05.678-05:00");
});

test("whatever a wall clock shows, in hours that it shows twice or never too, is the moment that Temporal says", () => {
  const zones = ["Europe/Paris", "America/Vancouver", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"];
  const changes = zones.flatMap((zone) => {
    const start = Temporal.ZonedDateTime.from(`2010-01-01T00:00[${zone}]`);
    const found: [string, number][] = [];
    for (let at = start.getTimeZoneTransition("next"); at && found.length < 8; at = at.getTimeZoneTransition("next"))
      found.push([zone, at.epochMilliseconds]);
    return found;
  });
  const aroundMs = fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS });
  fc.assert(
    fc.property(fc.constantFrom(...changes), aroundMs, ([zone, change], away) => {
      const wallMs = change + away;
      const wall = Temporal.PlainDateTime.from(new Date(wallMs).toISOString().slice(0, -1));
      expect(epochMsAt(zone, wallMs)).toBe(wall.toZonedDateTime(zone).epochMilliseconds);
    }),
    { numRuns: 2_000 },
  );
});
