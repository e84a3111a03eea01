import { expect, test } from "vitest";
import * as format from "./format.ts";

test("a share is never shown as 0 % or 100 % unless it is", () => {
  expect(format.percent(0)).toBe("0\u00a0%");
  expect(format.percent(0.00001)).toBe("<0.1\u00a0%");
  expect(format.percent(0.0042)).toBe("0.4\u00a0%");
  expect(format.percent(0.52)).toBe("52\u00a0%");
  expect(format.percent(0.98)).toBe("98\u00a0%");
  expect(format.percent(0.9993)).toBe(">99.9\u00a0%");
  expect(format.percent(1)).toBe("100\u00a0%");
});

test("a payment without a score says so", () => {
  expect(format.score(null)).toBe("not scored");
});

test("times are told in the zone asked for", () => {
  expect(format.timeOfDay("2026-11-20T23:30:00.000Z", "Europe/Paris")).toBe("00:30");
  expect(format.timeWithSeconds("2026-11-20T23:30:05.000Z", "UTC")).toBe("23:30:05");
  expect(format.dayAndTime("2026-11-20T23:30:05.000Z", "Europe/Paris")).toBe("Saturday, 21 November 2026, 00:30:05");
  expect(format.calendarDay("2026-11-20")).toBe("Friday, 20 November 2026");
});

test("a time stands with its zone's name, and the reader's own clock beside it where that shows another", () => {
  const iso = "2026-11-20T20:31:52.000Z";
  expect(format.dayAndTimeIn(iso, "Europe/Paris")).toBe("Friday, 20 November 2026, 21:31:52 (Europe/Paris)");
  expect(format.ownTimeWords(iso, "UTC", "America/New_York")).toBe(
    "By your clock Friday, 20 November 2026, 15:31:52 (America/New_York)",
  );
  expect(format.ownTimeWords(iso, "Europe/Paris", "Europe/Berlin")).toBeNull();
});

test("the day stands beside the time only when it isn't today", () => {
  const now = Date.parse("2026-11-20T12:00:00.000Z");
  expect(format.dayUnlessToday("2026-11-20T01:00:00.000Z", now, "UTC")).toBe("");
  expect(format.dayUnlessToday("2026-11-19T23:00:00.000Z", now, "UTC")).toBe("19 Nov");
  expect(format.dayUnlessToday("2025-11-20T12:00:00.000Z", now, "UTC")).toBe("20 Nov");
  expect(format.dayAndTimeOfDay("2026-11-20T01:00:00.000Z", now, "UTC")).toBe("01:00");
  // In New York it was still the day before.
  expect(format.dayAndTimeOfDay("2026-11-20T01:00:00.000Z", now, "America/New_York")).toBe("19 Nov, 20:00");
});

test("spans are told in the coarsest unit that still says something", () => {
  expect([400, 75_000, 7_000_000, 100_000_000, 400_000_000].map(format.span)).toEqual([
    "a moment",
    "75\u00a0s",
    "116\u00a0min",
    "27\u00a0h",
    "4 days",
  ]);
});

test("categories begin a cell, known or not", () => {
  expect(format.category("grocery_pos")).toBe("In-store groceries");
  expect(format.category("space_travel")).toBe("Space travel");
});

test("a sentence begins with a capital and ends once", () => {
  expect(["it has not failed", "is it?", "Cut off …"].map(format.sentence)).toEqual([
    "It has not failed.",
    "Is it?",
    "Cut off …",
  ]);
});

test("the model's inputs show four digits or cents, their unit, and whether they are missing", () => {
  expect(format.featureValue(null, "USD")).toBe("missing");
  expect(format.featureValue(14.23456, "×")).toBe("14.23\u00a0×");
  expect(format.featureValue(0.123456, "share")).toBe("0.123\u00a0share");
  expect(format.featureValue(912.4, "USD")).toBe("$912.40");
  expect(format.featureValue(123_456.7, "")).toBe("123,457");
  expect([0, 1, 2].map((value) => format.featureValue(value, "payments"))).toEqual(
    ["0 payments", "1 payment", "2 payments"].map((words) => words.replace(" ", "\u00a0")),
  );
  expect(format.featureValue(1, "0 = elsewhere, 1 = here")).toBe("1");
});

test("a number of the model that stands for something is told as what it stands for", () => {
  expect(format.featureValue(13, "code", "shopping_net")).toBe("Online shopping");
  expect(format.featureValue(99, "code")).toBe("99");
  expect([0, 1].map((code) => format.featureValue(code, "0 = M, 1 = F"))).toEqual(["male", "female"]);
  expect([0, 1].map((code) => format.featureValue(code, "0 or 1"))).toEqual(["no", "yes"]);
  expect(format.featureValue(6, "0 = Monday")).toBe("Sunday");
  expect([0, 9.5, 12, 23.75].map((hours) => format.featureValue(hours, "h after noon"))).toEqual([
    "12:00",
    "21:30",
    "00:00",
    "11:45",
  ]);
});
