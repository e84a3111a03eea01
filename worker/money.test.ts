import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAmount } from "./money.ts";

test.each([
  [6016, "60.16"],
  [7, "0.07"],
  [0, "0.00"],
  [-0, "0.00"],
  [-150, "-1.50"],
  [9_999_999_999, "99999999.99"],
])("%i cents are %s", (cents, text) => {
  expect(formatAmount(cents)).toBe(text);
});

test("no cent is lost on the way out", () => {
  fc.assert(
    fc.property(fc.integer(), (cents) => {
      expect(Math.round(Number(formatAmount(cents)) * 100)).toBe(cents);
    }),
  );
});
