import { expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import { daysLeft, isCountDue, isDue, type Measured, measured } from "./size.ts";

const NOW = Date.UTC(2026, 10, 20, 11);
const GB = 1e9;
const LIMIT = { limitBytes: 10 * GB, daysKept: null };

/** A store in which a row takes a kilobyte. */
function store(rows: number): Measured {
  return measured(null, rows * 1_000, rows, NOW);
}

test("at a hundred thousand payments a day of a kilobyte each, ten gigabytes last for a hundred days", () => {
  expect(daysLeft(store(0.5e6), { payments: 700_000, days: 7 }, LIMIT)).toBe(95);
  expect(daysLeft(store(12e6), { payments: 700_000, days: 7 }, LIMIT)).toBe(0);
});

test("a store that nothing comes into, that has no limit, or that is empty lasts for ever", () => {
  expect(daysLeft(store(1e6), { payments: 0, days: 7 }, LIMIT)).toBeNull();
  expect(daysLeft(store(1e6), { payments: 7, days: 7 }, { ...LIMIT, limitBytes: null })).toBeNull();
  expect(daysLeft(store(0), { payments: 7, days: 7 }, LIMIT)).toBeNull();
});

test("a store that days leave lasts for ever, if what is kept fits", () => {
  const rate = { payments: 700_000, days: 7 };
  expect(daysLeft(store(1e6), rate, { ...LIMIT, daysKept: 90 })).toBeNull();
  expect(daysLeft(store(1e6), rate, { ...LIMIT, daysKept: 99 })).toBe(90);
});

test("where rows have left, new ones fill the gaps before the database grows", () => {
  const before = store(5e6);
  const after = measured(before, before.bytes, 1e6, NOW + DAY_MS);
  expect(after).toMatchObject({ rows: 1e6, bytes: 5 * GB, peak: { rows: 5e6 } });
  expect(daysLeft(after, { payments: 700_000, days: 7 }, LIMIT)).toBe(90);
});

test("the size is taken each quarter of an hour, and many rows are counted more rarely than few", () => {
  expect([isDue(null, NOW), isCountDue(null, NOW)]).toEqual([true, true]);
  const dueAfter = (rows: number, minutes: number) => isDue(store(rows), NOW + minutes * MINUTE_MS);
  expect([dueAfter(1e6, 14), dueAfter(1e6, 15)]).toEqual([false, true]);
  // With few rows counting costs nothing, and people who have just begun look at the figure.
  expect([dueAfter(1, 0.9), dueAfter(1, 1)]).toEqual([false, true]);
  const countedAfter = (rows: number, minutes: number) => isCountDue(store(rows), NOW + minutes * MINUTE_MS);
  expect([countedAfter(10_000, 14), countedAfter(10_000, 15)]).toEqual([false, true]);
  expect([countedAfter(100_000, 143), countedAfter(100_000, 144)]).toEqual([false, true]);
  expect([countedAfter(1e9, 1439), countedAfter(1e9, 1440)]).toEqual([false, true]);
  const uncounted = measured(store(100_000), 7, null, NOW + 15 * MINUTE_MS);
  expect(uncounted).toMatchObject({ rows: 100_000, bytes: 7, measuredAt: NOW + 15 * MINUTE_MS, countedAt: NOW });
});

test("a count that fails leaves the size known, and is not tried again for an hour", () => {
  const later = (minutes: number) => NOW + minutes * MINUTE_MS;
  const failed = measured(store(100_000), 9, "failed", later(144));
  expect(failed).toMatchObject({ rows: 100_000, bytes: 9, measuredAt: later(144), countedAt: NOW });
  const again = measured(failed, 10, null, later(159));
  expect([isCountDue(again, later(203)), isCountDue(again, later(204))]).toEqual([false, true]);
  expect(measured(null, 9, "failed", NOW)).toMatchObject({ rows: 0, bytes: 9 });
  const counted = measured(again, 10, 200_000, later(204));
  expect([isCountDue(counted, later(204 + 287)), isCountDue(counted, later(204 + 288))]).toEqual([false, true]);
});
