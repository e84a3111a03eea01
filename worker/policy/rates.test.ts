import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { centsAt, inCurrency, RATE_FORM, type Rate, rateTable } from "./rates.ts";

const DAY = 86_400_000;
const rate = (currency: string, rate: string, from = 0): Rate => ({ currency, rate, from, source: null });

describe("own money at a rate", () => {
  test.each([
    ["5000 yen in euros", 5000, "JPY", "0.00624", "EUR", 3120],
    ["half a cent is rounded up", 1, "EUR", "1.5", "USD", 2],
    ["less than half a cent is rounded down", 1, "EUR", "1.4999", "USD", 1],
    ["what a float would get wrong", 105, "EUR", "1.1", "USD", 116],
    ["1.005 as it is written", 100, "EUR", "1.005", "USD", 101],
    ["three decimals", 1234, "KWD", "3.25", "USD", 401],
    ["euros in yen are whole yen", 1050, "EUR", "161.337", "JPY", 169_400],
    ["half a yen is rounded up", 100, "EUR", "160.5", "JPY", 16_100],
    ["euros in dinars are to the hundredth", 1050, "EUR", "0.3338", "KWD", 350],
    ["nothing", 0, "EUR", "1.1", "USD", 0],
    ["a very large amount", 9_999_999_999, "EUR", "1234567.123456789012", "USD", 12_345_671_233_333_324],
  ])("%s", (_, minor, own, rate, currency, cents) => {
    expect(centsAt({ minor, currency: own }, rate, currency)).toBe(cents);
  });

  test("never differs from the exact product by more than half a cent", () => {
    const decimal = fc.tuple(fc.nat(99_999), fc.integer({ min: 1, max: 999_999 }));
    fc.assert(
      fc.property(fc.nat(100_000_000), decimal, (minor, [whole, millionths]) => {
        const rate = `${whole}.${String(millionths).padStart(6, "0")}`;
        expect(rate).toMatch(RATE_FORM);
        const exactMillionths = BigInt(minor) * (BigInt(whole) * 1_000_000n + BigInt(millionths));
        const off = BigInt(centsAt({ minor, currency: "EUR" }, rate, "USD")) * 1_000_000n - exactMillionths;
        expect(off > -500_000n && off <= 500_000n).toBe(true);
      }),
    );
  });
});

describe("a payment in another currency", () => {
  const paid = payment({ amountCents: 0, currency: "EUR", paidMinor: 10_000, rate: null, paidAt: 10 * DAY });
  const rates = rateTable([rate("EUR", "1.2", 10 * DAY), rate("EUR", "1.1", 5 * DAY), rate("EUR", "1.3", 11 * DAY)]);

  test("is worth what the newest rate of its day says", () => {
    expect(inCurrency(paid, rates, "USD")).toMatchObject({ amountCents: 12_000, rate: "1.2", paidMinor: 10_000 });
    expect(inCurrency({ ...paid, paidAt: 10 * DAY - 1 }, rates, "USD")).toMatchObject({ rate: "1.1" });
    expect(inCurrency({ ...paid, paidAt: 99 * DAY }, rates, "USD")).toMatchObject({ rate: "1.3" });
  });

  test("is of unknown worth before the first rate, and without any", () => {
    for (const payment of [
      { ...paid, paidAt: 5 * DAY - 1 },
      { ...paid, currency: "GBP" },
    ]) {
      expect(inCurrency(payment, rates, "USD")).toEqual(payment);
    }
  });

  test("is of unknown worth where it would be more than can be summed", () => {
    const much = { ...paid, paidMinor: 10_000_000_000 };
    const table = rateTable([rate("EUR", "9999999", 0)]);
    expect(inCurrency(much, table, "USD")).toMatchObject({ amountCents: 0, rate: null });
  });

  test("keeps its third decimal where CURRENCY itself has three", () => {
    const dinars = { ...paid, currency: "KWD", paidMinor: 1234 };
    expect(inCurrency(dinars, rates, "KWD")).toMatchObject({ amountCents: 123, rate: "1", paidMinor: 1234 });
  });
});

test("a payment in CURRENCY is left as it is", () => {
  const paid = payment();
  expect(inCurrency(paid, rateTable([rate("USD", "2")]), "USD")).toBe(paid);
});
