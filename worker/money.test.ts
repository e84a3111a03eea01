import fc from "fast-check";
import { expect, test } from "vitest";
import { CURRENCIES, decimalsOf } from "./currencies.ts";
import { amountWords, formatAmount, formatMinor, meanWords, moneyWords, ownMoneyWords } from "./money.ts";

test.each([
  [6016, "60.16"],
  [7, "0.07"],
  [0, "0.00"],
  [-0, "0.00"],
  [-150, "-1.50"],
  [9_999_999_999, "99999999.99"],
])("%i cents are %s", (cents, text) => {
  expect(formatAmount(cents, "USD")).toBe(text);
});

test.each([
  [500_000, "JPY", "5000"],
  [0, "JPY", "0"],
  [50, "JPY", "1"],
  [49, "JPY", "0"],
  [-50, "JPY", "-1"],
  [-49, "JPY", "0"],
  [1234, "KWD", "12.340"],
  [8420, "EUR", "84.20"],
])("%i hundredths of a unit of %s are %s", (cents, currency, text) => {
  expect(formatAmount(cents, currency)).toBe(text);
});

test.each([
  [5000, "JPY", "5000", "¥5,000"],
  [1234, "KWD", "1.234", "KWD 1.234"],
  [7, "KWD", "0.007", "KWD 0.007"],
  [101_240, "USD", "1012.40", "$1,012.40"],
  [-8420, "EUR", "-84.20", "-€84.20"],
  [100_000_000, "CAD", "1000000.00", "CA$1,000,000.00"],
])("%i minor units of %s are %s, and %s to people", (minor, currency, text, words) => {
  expect(formatMinor({ minor, currency })).toBe(text);
  expect(ownMoneyWords({ minor, currency })).toBe(words);
});

test.each([
  [101_240, "USD", "$1,012.40"],
  [-500, "USD", "-$5.00"],
  [8420, "EUR", "€84.20"],
  [500_000, "JPY", "¥5,000"],
  [123, "KWD", "KWD 1.230"],
  [99_900, "CHF", "CHF 999.00"],
])("%i hundredths of %s are %s to people", (cents, currency, words) => {
  expect(moneyWords(cents, currency)).toBe(words);
  expect(amountWords(formatAmount(cents, currency), currency)).toBe(words);
});

test("a mean is told to the hundredth, and in whole yen", () => {
  expect(meanWords(12.3456, "USD")).toBe("$12.35");
  expect(meanWords(1234.5, "JPY")).toBe("¥1,235");
});

test("no cent is lost on the way out, in any currency that has cents", () => {
  const withCents = CURRENCIES.filter((code) => decimalsOf(code) !== 0);
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(...withCents), (cents, currency) => {
      expect(Math.round(Number(formatAmount(cents, currency)) * 100)).toBe(cents);
    }),
  );
});

test("every currency has its own number of decimals, and a sign without line breaks", () => {
  for (const currency of CURRENCIES) {
    const [, fraction = ""] = formatAmount(123_456, currency).split(".");
    expect(fraction.length, currency).toBe(decimalsOf(currency));
    expect(moneyWords(123_456, currency), currency).toMatch(/^[\p{L}\p{Sc} $.]+1,23\d(\.\d+)?$/u);
  }
});
