import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dateOf, epochMsOf, readTime } from "./time.ts";

// The machine's zone is far from UTC, so that code that depends on it fails.
beforeEach(() => {
  vi.stubEnv("TZ", "Asia/Kolkata");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ["epoch milliseconds", 1730134684025, 1730134684025],
  ["epoch milliseconds as text", "1730134684025", 1730134684025],
  ["ISO 8601 in UTC", "2024-10-28T16:58:04.025Z", 1730134684025],
  ["ISO 8601 with an offset", "2024-10-28T22:28:04.025+05:30", 1730134684025],
  ["an offset without a colon", "2024-10-28T11:58:04.025-0500", 1730134684025],
  ["no zone, which is UTC", "2024-10-28T16:58:04.025", 1730134684025],
  ["a blank for the T, as pandas prints it", "2024-10-28 16:58:04.025", 1730134684025],
  ["nanoseconds, as pandas counts them", "2024-10-28T16:58:04.025123456", 1730134684025],
  ["no seconds", "2024-10-28T16:58", 1730134680000],
])("a time may be %s", (_, time, expected) => {
  expect(epochMsOf(time)).toBe(expected);
});

test.each(["", "yesterday", "2024-10-28", "2024-02-30T10:00:00Z", "2024-13-01T00:00:00Z", "2024-10-28T25:00:00Z", "5"])(
  "%j is no time",
  (time) => {
    expect(epochMsOf(time)).toBeNull();
  },
);

test("every moment written as ISO 8601 comes back as itself, on whatever machine", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }), (date) => {
      expect(epochMsOf(date.toISOString())).toBe(date.getTime());
      expect(epochMsOf(date.toISOString().slice(0, -1))).toBe(date.getTime());
    }),
  );
});

test.each([
  ["PostgreSQL", "2024-10-28 16:58:04.025+00"],
  ["PostgreSQL in India", "2024-10-28 22:28:04.025123+05:30"],
  ["pandas", "2024-10-28 16:58:04.025000+00:00"],
  ["pandas, its numbers with a point", "1730134684025.0"],
  ["a fraction of a millisecond", 1730134684025.75],
  ["a fraction of a millisecond as text", "1730134684025.75"],
  ["four digits of offset", "2024-10-28T16:58:04.025+0000"],
  ["an offset of hours", "2024-10-28T11:58:04.025-05"],
  ["Ruby", "2024-10-28 16:58:04.025 UTC"],
  ["Ruby in Paris", "2024-10-28 17:58:04.025 +0100"],
  ["Java", "2024-10-28T17:58:04.025+01:00[Europe/Paris]"],
  ["small letters, as RFC 3339 allows", "2024-10-28t16:58:04.025z"],
  ["a comma before the fraction, as ISO 8601 allows", "2024-10-28T16:58:04,025Z"],
  ["slashes, the year first", "2024/10/28 16:58:04.025Z"],
  ["blanks around it", " 2024-10-28T16:58:04.025Z\n"],
])("a time may be written by %s", (_, time) => {
  expect(epochMsOf(time)).toBe(1730134684025);
});

test.each([
  ["JavaScript's toString", "Mon Oct 28 2024 17:58:04 GMT+0100 (Central European Standard Time)"],
  ["toUTCString", "Mon, 28 Oct 2024 16:58:04 GMT"],
  ["a mail", "28 Oct 2024 11:58:04 -0500"],
])("a time may be written as in %s", (_, time) => {
  expect(epochMsOf(time, "Asia/Tokyo")).toBe(1730134684000);
});

test("seconds times a thousand come out as the millisecond that was meant", () => {
  fc.assert(
    fc.property(fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 }), (ms) => {
      expect(epochMsOf((ms / 1000) * 1000)).toBe(ms);
    }),
  );
});

test.each([
  ["2026-11-29T12:36:00", "America/Los_Angeles", "2026-11-29T20:36:00Z"],
  ["2026-07-29 12:36", "America/Los_Angeles", "2026-07-29T19:36:00Z"],
  ["2026-11-29 12:36:00", "Asia/Kathmandu", "2026-11-29T06:51:00Z"],
  ["2026-11-29T12:36:00Z", "America/Vancouver", "2026-11-29T12:36:00Z"],
  ["2026-11-29T12:36:00+00", "America/Vancouver", "2026-11-29T12:36:00Z"],
  // The clocks of Paris show this time twice: the first one counts.
  ["2026-10-25T02:30:00", "Europe/Paris", "2026-10-25T00:30:00Z"],
  // They never show this time: the writer's clock had not been put forward.
  ["2026-03-29T02:30:00", "Europe/Paris", "2026-03-29T01:30:00Z"],
])("%s on the wall of %s is %s", (time, zone, expected) => {
  expect(epochMsOf(time, zone)).toBe(Date.parse(expected));
});

test.each([
  ["03/04/2026 10:00", "day and month"],
  ["29.11.2026 10:00:00", "day and month"],
  ["11/29/2026 4:58:04 PM", "day and month"],
  ["2026-11-29", "without a time of day"],
  ["1730134684", "seconds"],
  [1730134684.025, "seconds"],
  ["1730134684025000000", "nanoseconds"],
  ["1.73013E+12", "digits are missing"],
  ["2024-10-28T16:58:04[Europe/Paris]", "ISO 8601"],
  ["2024-10-28 16:58:04 CET", "ISO 8601"],
  ["2024-10-28 16:58:04+25", "ISO 8601"],
  ["2024-10-28 16:58:04 pm", "ISO 8601"],
  ["28 Foo 2024 16:58:04 GMT", "ISO 8601"],
  ["31 Feb 2024 16:58:04 GMT", "ISO 8601"],
  ["NaT", "ISO 8601"],
])("%j could mean two things or nothing: it is not read, and its writer hears why", (time, why) => {
  expect(readTime(time, "Europe/Paris")).toEqual({ ok: false, problem: expect.stringContaining(why) });
});

test.each([
  ["1988-03-09", "1988-03-09"],
  ["1988-03-09 00:00:00", "1988-03-09"],
  ["1988-03-09T00:00:00.000Z", "1988-03-09"],
  ["1988/03/09", "1988-03-09"],
  [573868800000, "1988-03-09"],
  [-573868800000, "1951-10-26"],
  [19880309, null],
  ["9 March 1988", null],
  ["1988-02-30", null],
  ["1988-13-01", null],
  ["03/04/1988", null],
  [null, null],
])("the date of %j is %s", (date, expected) => {
  expect(dateOf(date)).toBe(expected);
});

test("every date that a calendar has is read, and none that it has not", () => {
  for (const year of [1900, 1999, 2000, 2023, 2024, 2100]) {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const [mm, dd] = [month, day].map((part) => String(part).padStart(2, "0"));
        const text = `${year}-${mm}-${dd}`;
        const there = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(text);
        expect(dateOf(text), text).toBe(there ? text : null);
      }
    }
  }
});
