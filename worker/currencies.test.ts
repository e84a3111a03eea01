import { expect, test } from "vitest";
import { CURRENCIES, decimalsOf } from "./currencies.ts";

test.for([
  ["USD", 2],
  ["EUR", 2],
  ["JPY", 0],
  ["KRW", 0],
  ["ISK", 0],
  ["UGX", 0],
  ["KWD", 3],
  ["TND", 3],
  ["HUF", 2],
  ["MRU", 2],
] as const)("%s has %i decimals", ([code, decimals]) => {
  expect(decimalsOf(code)).toBe(decimals);
});

test.for(["usd", "", "XXX", "XAU", "DOLLARS", "toString"])("%j is no currency that a payment is made in", (code) => {
  expect(decimalsOf(code)).toBeNull();
});

test("every currency that people pay in today is known", () => {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  // Metals, units of account and codes for tests; the convertible peso of Cuba ended in 2021, which its name does not say.
  const noMoney = /^(X(A[GU]|B[ABCD]|DR|P[DT]|SU|TS|UA|XX)|CLF|UYW|CUC)$/;
  const today = Intl.supportedValuesOf("currency").filter((code) => !/\(\d{4}/.test(names.of(code) ?? ""));
  expect(today.filter((code) => !noMoney.test(code) && decimalsOf(code) === null)).toEqual([]);
});

test("every code is three capitals", () => {
  expect(CURRENCIES.length).toBeGreaterThan(150);
  expect(CURRENCIES.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
});
