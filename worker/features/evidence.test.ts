import { expect, test } from "vitest";
import { amountEvidence, hourEvidence } from "./evidence.ts";
import { categoryPlace, UNKNOWN_CATEGORY } from "./history.ts";

const HOUR_MS = 3_600_000;

test("an amount that frauds have in a category speaks for fraud, a usual one against it", () => {
  const shopping = categoryPlace("shopping_net");
  expect(amountEvidence(shopping, 990_00)).toBeGreaterThan(2);
  expect(amountEvidence(shopping, 20_00)).toBeLessThan(-2);
  expect(amountEvidence(categoryPlace("gas_transport"), 11_00)).toBeGreaterThan(2);
});

test("between two points of the table the evidence changes smoothly", () => {
  const home = categoryPlace("home");
  for (let cents = 100; cents < 500_000; cents = Math.ceil(cents * 1.01)) {
    expect(Math.abs(amountEvidence(home, Math.ceil(cents * 1.01)) - amountEvidence(home, cents))).toBeLessThan(0.5);
  }
});

test("an unknown category says nothing, and odd amounts stay finite", () => {
  expect(amountEvidence(UNKNOWN_CATEGORY, 990_00)).toBe(0);
  expect(amountEvidence(-1, 990_00)).toBe(0);
  for (const cents of [0, 1, 1e12]) expect(amountEvidence(0, cents)).toBeTypeOf("number");
  for (const cents of [0, 1, 1e12]) expect(Number.isFinite(amountEvidence(0, cents))).toBe(true);
});

test("the night speaks for fraud, the day against it", () => {
  expect(hourEvidence(23 * HOUR_MS)).toBeGreaterThan(0);
  expect(hourEvidence(14 * HOUR_MS)).toBeLessThan(0);
  expect(hourEvidence(-HOUR_MS)).toBe(hourEvidence(23 * HOUR_MS));
});
