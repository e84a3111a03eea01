import fc from "fast-check";
import { expect, test } from "vitest";
import { dayAt, offsetMsAt } from "./zone.ts";

const HOUR_MS = 3_600_000;
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
  // A minute past midnight, as Newfoundland did until 2011: no quarter of an hour.
  ["America/St_Johns", "2010-03-14T03:31:00Z", -3.5, -2.5],
])("the clocks of %s change at %s to the millisecond, whichever side is asked first", (zone, iso, before, after) => {
  const change = at(iso);
  expect(offsetMsAt(zone, change)).toBe(after * HOUR_MS);
  expect(offsetMsAt(zone, change - 1)).toBe(before * HOUR_MS);
  expect(offsetMsAt(zone, change)).toBe(after * HOUR_MS);
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
  // Midnight did not happen: the day began at one.
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
