import { expect, test } from "vitest";
import { ageYears } from "./age.ts";

test("a card holder is a year older from the birthday on", () => {
  expect(ageYears("1981-11-20", Date.UTC(2026, 10, 19, 23, 59))).toBe(44);
  expect(ageYears("1981-11-20", Date.UTC(2026, 10, 20))).toBe(45);
});

test("no age comes of a birth in the future, in another age of the world, or of no date", () => {
  expect(ageYears("2031-01-01", Date.UTC(2026, 0, 1))).toBeNull();
  expect(ageYears("1866-01-01", Date.UTC(2026, 0, 1))).toBeNull();
  expect(ageYears("long ago", Date.UTC(2026, 0, 1))).toBeNull();
});

test.each([
  ["2026-11-20", 0],
  ["2026-11-21", null],
  ["2025-11-21", 0],
  ["1896-11-20", 130],
  ["1895-11-20", null],
  ["1895-11-21", 130],
])("born on %s, a card holder is %s on 20 November 2026: ages go from 0 to 130", (born, age) => {
  expect(ageYears(born, Date.UTC(2026, 10, 20))).toBe(age);
});
