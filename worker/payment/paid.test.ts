import { expect, test } from "vitest";
import { isAmountKnown, paidView, paidWords } from "./paid.ts";

const YEN = { amountCents: 3120, currency: "JPY", paidMinor: 5000, rate: "0.00624" };

test("an amount is not known only where it was paid in another currency without a rate", () => {
  expect(isAmountKnown({})).toBe(true);
  expect(isAmountKnown({ currency: null, rate: null })).toBe(true);
  expect(isAmountKnown({ currency: "JPY", rate: "0.0062" })).toBe(true);
  expect(isAmountKnown({ currency: "JPY", rate: null })).toBe(false);
  expect(isAmountKnown({ currency: "JPY" })).toBe(false);
});

test.each([
  [{ amountCents: 6016 }, "USD", "$60.16"],
  [{ amountCents: 500_000 }, "JPY", "¥5,000"],
  [YEN, "EUR", "¥5,000 (€31.20)"],
  [{ ...YEN, amountCents: 0, rate: null }, "EUR", "¥5,000"],
  [{ amountCents: 123, currency: "KWD", paidMinor: 1234, rate: "1" }, "KWD", "KWD 1.234"],
])("%o in %s is %s to people", (paid, currency, words) => {
  expect(paidWords(paid, currency)).toBe(words);
});

test("answers have an amount in CURRENCY, and what was paid in its own money", () => {
  expect(paidView({ amountCents: 6016 }, "USD")).toEqual({ amount: "60.16", currency: "USD", paid: null });
  expect(paidView(YEN, "EUR")).toEqual({
    ...{ amount: "31.20", currency: "EUR" },
    paid: { amount: "5000", currency: "JPY", rate: "0.00624" },
  });
  expect(paidView({ ...YEN, amountCents: 0, rate: null }, "EUR")).toEqual({
    ...{ amount: null, currency: "EUR" },
    paid: { amount: "5000", currency: "JPY", rate: null },
  });
});
