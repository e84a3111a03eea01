import { expect, test } from "vitest";
import { shifted } from "./decimal.ts";

test.each([
  ["6016", -2, "60.16"],
  ["5", -2, "0.05"],
  ["0", -2, "0"],
  ["500", -2, "5"],
  ["-1299", -2, "-12.99"],
  ["5000", 0, "5000"],
  ["1234567890123456789", -3, "1234567890123456.789"],
  ["12.5", -1, "1.25"],
  ["1795000000", 3, "1795000000000"],
  ["1795000000.25", 3, "1795000000250"],
  ["1795000000123456", -3, "1795000000123.456"],
  ["+7", -1, "0.7"],
  ["007", 0, "7"],
])("%s shifted by %d is %s", (text, places, expected) => {
  expect(shifted(text, places)).toBe(expected);
});

test.each(["", "abc", "1e21", "12,34", "1.", ".5", "NaN", "1 000", "--1"])("%o is no decimal number", (text) => {
  expect(shifted(text, -2)).toBeNull();
});
