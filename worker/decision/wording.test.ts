import { expect, test } from "vitest";
import { meanWords } from "../money.ts";
import { duration, ordinal, times } from "./wording.ts";

test("a span is told in the unit that people would use", () => {
  const hours = [0, 4 / 3600, 1 / 3, 1, 1.5, 5, 47, 72];
  expect(hours.map(duration)).toEqual([
    "1 second",
    "4 seconds",
    "20 minutes",
    "60 minutes",
    "90 minutes",
    "5 hours",
    "47 hours",
    "3 days",
  ]);
});

test("places in a row are words up to the tenth, then numbers with their ending", () => {
  expect([1, 3, 10, 11, 12, 13, 21, 22, 23, 111].map(ordinal)).toEqual([
    "first",
    "third",
    "tenth",
    "11th",
    "12th",
    "13th",
    "21st",
    "22nd",
    "23rd",
    "111th",
  ]);
});

test("amounts and ratios are told as exactly as anyone wants to know", () => {
  expect([meanWords(1234.5, "USD"), times(9.31), times(0.104), times(123.4)]).toEqual([
    "$1,234.50",
    "9.3 ×",
    "only 0.10 ×",
    "120 ×",
  ]);
});
