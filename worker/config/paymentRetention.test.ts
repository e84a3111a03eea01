import { expect, test } from "vitest";
import { daysKept, leaveBefore, notHere, oldestKept } from "./paymentRetention.ts";

test("nothing leaves without a bucket, without being asked to, or of a snapshot feed", () => {
  expect(daysKept({ retentionDays: 90, feed: "stream" }, { ARCHIVE: {} })).toBe(90);
  expect(daysKept({ retentionDays: 90, feed: "stream" }, {})).toBeNull();
  expect(daysKept({ retentionDays: null, feed: "stream" }, { ARCHIVE: {} })).toBeNull();
  expect(daysKept({ retentionDays: 90, feed: "snapshot" }, { ARCHIVE: {} })).toBeNull();
});

test("without an end payments of any age are taken in", () => {
  expect(oldestKept(null, 7)).toBe(Number.NEGATIVE_INFINITY);
  expect(oldestKept(35, Date.UTC(2026, 10, 20))).toBe(Date.UTC(2026, 9, 16));
});

test("one who asks for a payment that is not here hears where it may be", () => {
  expect(notHere(null)).toBe("no payment has this id");
  expect(notHere(90)).toMatch(/paid more than 90 days ago may be in the archive$/);
});

test("payments leave an hour behind what is still taken in, and not within an hour after the number of days changed", () => {
  const hourMs = 3_600_000;
  const nowMs = Date.parse("2026-03-10T12:00:00Z");
  expect(leaveBefore({ days: 40, since: nowMs - hourMs }, nowMs)).toBe(oldestKept(40, nowMs) - hourMs);
  expect(leaveBefore({ days: 40, since: nowMs - hourMs + 1 }, nowMs)).toBeNull();
  expect(leaveBefore({ days: null, since: 0 }, nowMs)).toBeNull();
});
