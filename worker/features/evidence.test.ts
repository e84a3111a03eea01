import { expect, test } from "vitest";
import { shipped } from "../../test/shipped.ts";
import { HOUR_MS } from "../duration.ts";
import * as evidence from "./evidence.ts";

const { ANYONE } = evidence;
const HOLDER_GROUPS = evidence.holderGroups(shipped.tables);
const UNKNOWN_CATEGORY = shipped.tables.vocabulary.length;
const codeOf = (category: string) => shipped.tables.vocabulary.indexOf(category);
const holderGroup = (holder: evidence.Holder) => evidence.holderGroup(holder, shipped.tables);
const hourEvidence = (wallMs: number) => evidence.hourEvidence(shipped.tables, wallMs);
const amountEvidence = (group: number, code: number, cents: number) =>
  evidence.amountEvidence(shipped.tables, group, code, cents);

test("an amount that frauds have in a category speaks for fraud, a usual one against it", () => {
  const shopping = codeOf("shopping_net");
  expect(amountEvidence(ANYONE, shopping, 990_00)).toBeGreaterThan(2);
  expect(amountEvidence(ANYONE, shopping, 20_00)).toBeLessThan(-2);
  expect(amountEvidence(ANYONE, codeOf("gas_transport"), 11_00)).toBeGreaterThan(2);
});

test("between two points of the table the evidence changes smoothly", () => {
  const home = codeOf("home");
  for (let cents = 100; cents < 500_000; cents = Math.ceil(cents * 1.01)) {
    expect(
      Math.abs(amountEvidence(ANYONE, home, Math.ceil(cents * 1.01)) - amountEvidence(ANYONE, home, cents)),
    ).toBeLessThan(0.5);
  }
});

test("an unknown category says nothing, and odd amounts stay finite", () => {
  expect(amountEvidence(ANYONE, UNKNOWN_CATEGORY, 990_00)).toBe(0);
  expect(amountEvidence(ANYONE, -1, 990_00)).toBe(0);
  for (const cents of [0, 1, 1e12]) expect(amountEvidence(ANYONE, 0, cents)).toBeTypeOf("number");
  for (const cents of [0, 1, 1e12]) expect(Number.isFinite(amountEvidence(ANYONE, 0, cents))).toBe(true);
});

test("the night speaks for fraud, the day against it", () => {
  expect(hourEvidence(23 * HOUR_MS)).toBeGreaterThan(0);
  expect(hourEvidence(14 * HOUR_MS)).toBeLessThan(0);
  expect(hourEvidence(-HOUR_MS)).toBe(hourEvidence(23 * HOUR_MS));
});

test("an amount that is typical of fraud for some holders says little of others", () => {
  const man = { gender: "M" as const, ageYears: 60, cityPopulation: 900 };
  const care = codeOf("personal_care");
  const country = amountEvidence(holderGroup(man), care, 50_00);
  const town = amountEvidence(holderGroup({ ...man, cityPopulation: 90_000 }), care, 50_00);
  expect(country - town).toBeGreaterThan(2);
});

test("a holder of whom not all is known is anyone, and no two kinds of holder share a group", () => {
  const man = { gender: "M" as const, ageYears: 60, cityPopulation: 900 };
  expect(holderGroup({ ...man, gender: null })).toBe(ANYONE);
  expect(holderGroup({ ...man, ageYears: null })).toBe(ANYONE);
  expect(holderGroup({ ...man, cityPopulation: null })).toBe(ANYONE);
  const groups = [15, 30, 60].flatMap((ageYears) =>
    [900, 90_000].flatMap((cityPopulation) =>
      (["F", "M"] as const).map((gender) => holderGroup({ gender, ageYears, cityPopulation })),
    ),
  );
  expect(new Set(groups).size).toBe(HOLDER_GROUPS - 1);
  expect(Math.max(...groups)).toBe(HOLDER_GROUPS - 1);
});
