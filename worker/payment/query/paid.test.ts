import { expect, test } from "vitest";
import { isPaidWithin, looksLikePaid, readPaid } from "./paid.ts";

const DAY = { date: "2026-11-20" };

test("a day lasts from its first moment to its end, and of several days the last one counts", () => {
  expect(readPaid("2026-11-20")).toEqual({ ok: true, value: { from: DAY, to: DAY } });
  expect(readPaid("2026-11-18..2026-11-20")).toEqual({ ok: true, value: { from: { date: "2026-11-18" }, to: DAY } });
  expect(readPaid("2026-11-20..")).toEqual({ ok: true, value: { from: DAY, to: null } });
  expect(readPaid("..2026-11-20")).toEqual({ ok: true, value: { from: null, to: DAY } });
});

test("days that are written backwards are the same days", () => {
  expect(readPaid("2026-11-20..2026-11-18")).toEqual(readPaid("2026-11-18..2026-11-20"));
});

test("a moment has its zone", () => {
  const at = Date.UTC(2026, 9, 25, 1);
  const value = { from: { at }, to: { at: at + 3_600_000 } };
  expect(readPaid("2026-10-25T02:00+01:00..2026-10-25T03:00+01:00")).toEqual({ ok: true, value });
  expect(readPaid("2026-10-25T01:00:00.000Z..2026-10-25T02:00:00Z")).toEqual({ ok: true, value });
});

test.each([
  ["", "must not be empty"],
  ["yesterday", "write a day such as 2026-11-20"],
  ["2026-02-30", "write a day"],
  ["2026-11-20T14:00", "cannot be read"],
  ["2026-11-20T25:00Z..", "cannot be read"],
  ["2026-11-20 2026-11-21", "days such as 2026-11-18..2026-11-20"],
  ["2026-10-25T02:00 01:00..", "%2B"],
  ["2026-11-20T14:00Z", "write 2026-11-20T14:00Z.."],
])("“%s” is refused with a way to mend it", (text, fix) => {
  const read = readPaid(text);
  expect(read).toEqual({ ok: false, problem: expect.stringContaining(fix) });
});

test("a payment lies within a day by its date, and within moments by its moment", () => {
  const within = (text: string, at: number, date: string) => {
    const read = readPaid(text);
    return read.ok && isPaidWithin(read.value, at, date);
  };
  expect(
    ["2026-11-17", "2026-11-18", "2026-11-20", "2026-11-21"].map((date) => within("2026-11-18..2026-11-20", 0, date)),
  ).toEqual([false, true, true, false]);
  const at = Date.UTC(2026, 10, 20, 14);
  const hour = "2026-11-20T14:00Z..2026-11-20T15:00Z";
  expect([at - 1, at, at + 3_599_999, at + 3_600_000].map((each) => within(hour, each, ""))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a word looks like a time when it begins as a day does", () => {
  expect(["2026-11-20", "2026-02-31", "2026-11-20..", "..2026-11-20", "2026-11-20T14:00"].every(looksLikePaid)).toBe(
    true,
  );
  expect(["2026-11", "2026", "2026-11-20-a7", "20-11-2026"].filter(looksLikePaid)).toEqual([]);
});
