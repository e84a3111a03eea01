import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { epochMsOf } from "./time.ts";

// A machine far from UTC: what depends on its zone shows.
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
