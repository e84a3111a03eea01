import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../worker/duration.ts";
import { CATEGORIES } from "../worker/payment/payment.ts";
import { bursts } from "./bursts.ts";
import { DRIFTS, drifted } from "./drift.ts";
import type { Dataset } from "./labelledPayments.ts";
import { simulatedDataset } from "./simulated.ts";

const data = simulatedDataset({ seed: 3, cards: 80, from: Date.UTC(2026, 0, 1), days: 120 });

function after(name: string, of: Dataset = data): Dataset {
  const drift = DRIFTS.find((each) => each.name === name);
  if (drift === undefined) throw new Error(`no drift ${name}`);
  return drifted(of, drift);
}

const dateOf = (paidAt: number): number => Math.floor(paidAt / DAY_MS);
const hourOf = (paidAt: number): number => (paidAt % DAY_MS) / HOUR_MS;
const of = <T>(isFraud: boolean, changed: Dataset, value: (i: number) => T): T[] =>
  Array.from(changed.fraud.keys())
    .filter((i) => (changed.fraud[i] === 1) === isFraud)
    .map(value);
const amounts = (isFraud: boolean, changed: Dataset): number[] =>
  of(isFraud, changed, (i) => changed.amountCents[i] ?? 0);
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const legitimate = (changed: Dataset): unknown[][] =>
  of(false, changed, (i) => [changed.paidAt[i], changed.card[i], changed.amountCents[i], changed.category[i]]);

test("there are frauds to change", () => {
  expect(data.frauds).toBeGreaterThan(50);
  expect(bursts(data).some((burst) => burst.length > 4)).toBe(true);
});

test.each(DRIFTS)(
  "$name keeps payments in event order, says the same with the same seed, and leaves its input",
  (drift) => {
    const before = structuredClone(data);
    const changed = drifted(data, drift);
    expect(changed.paidAt.every((paidAt, i) => i === 0 || paidAt >= (changed.paidAt[i - 1] ?? 0))).toBe(true);
    expect(drifted(data, drift)).toEqual(changed);
    expect(data).toEqual(before);
    expect(changed).not.toEqual(data);
  },
);

test.each(DRIFTS.filter(({ name }) => name.startsWith("frauds-")))("$name leaves what is legitimate", (drift) => {
  expect(legitimate(drifted(data, drift))).toEqual(legitimate(data));
});

test("frauds by day happen between 8 and 20 h, on the dates and cards that they were on", () => {
  const changed = after("frauds-by-day");
  const hours = of(true, changed, (i) => hourOf(changed.paidAt[i] ?? 0));
  expect(hours.every((hour) => hour >= 8 && hour < 20)).toBe(true);
  const dates = (each: Dataset): string[] =>
    of(true, each, (i) => `${each.card[i]} ${dateOf(each.paidAt[i] ?? 0)} ${each.amountCents[i]}`).sort();
  expect(dates(changed)).toEqual(dates(data));
});

test("frauds that are spread keep their times of day, and take six dates instead of two", () => {
  const changed = after("frauds-spread");
  const hours = (each: Dataset): string[] => of(true, each, (i) => hourOf(each.paidAt[i] ?? 0).toFixed(6)).sort();
  expect(hours(changed)).toEqual(hours(data));
  const dates = (each: Dataset): number =>
    sum(bursts(each).map((burst) => new Set(burst.map((i) => dateOf(each.paidAt[i] ?? 0))).size)) / bursts(each).length;
  expect(dates(data)).toBeLessThanOrEqual(2);
  expect(dates(changed)).toBeGreaterThan(3);
});

test("of a burst's frauds only the first two are left", () => {
  const changed = after("frauds-first-two");
  expect(changed.frauds).toBe(sum(bursts(data).map((burst) => Math.min(2, burst.length))));
  expect(changed.rows).toBe(data.rows - data.frauds + changed.frauds);
});

test("amounts of frauds, or of all payments, are so many times what they were", () => {
  for (const [name, times] of [
    ["frauds-x0.3", 0.3],
    ["frauds-x3", 3],
  ] as const) {
    expect(sum(amounts(true, after(name)))).toBeCloseTo(times * sum(amounts(true, data)), -3);
  }
  expect(amounts(false, after("feed-x150"))).toEqual(amounts(false, data).map((cents) => 150 * cents));
  expect(sum(amounts(true, after("feed-x0.9")))).toBeCloseTo(0.9 * sum(amounts(true, data)), -3);
});

test("frauds of usual amounts have amounts that legitimate payments of their category have", () => {
  for (const name of ["frauds-usual-amounts", "frauds-all-three"]) {
    const changed = after(name);
    const usual = new Set(of(false, data, (i) => `${data.category[i]} ${data.amountCents[i]}`));
    expect(of(true, changed, (i) => usual.has(`${changed.category[i]} ${changed.amountCents[i]}`))).not.toContain(
      false,
    );
  }
});

test("a feed that changes loses its categories, its clock or its holders, and nothing else", () => {
  const renamed = after("feed-categories");
  const known: readonly string[] = CATEGORIES;
  expect(renamed.category.some((name) => known.includes(name))).toBe(false);
  expect(new Set(renamed.category).size).toBe(new Set(data.category).size);
  const late = after("feed-clock");
  expect(late.paidAt[7]).toBe((data.paidAt[7] ?? 0) + 6 * HOUR_MS);
  const { gender, ageYears, cityPopulation, ...rest } = after("feed-no-holder");
  expect(gender.every((each) => each === null)).toBe(true);
  expect([...ageYears, ...cityPopulation].every(Number.isNaN)).toBe(true);
  expect(rest.amountCents).toEqual(data.amountCents);
});
