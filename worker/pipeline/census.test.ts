import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import { FEATURES } from "../features/catalogue.ts";
import { BOUNDS, binOf, CENSUS_DAYS, countCensus, type HourCensus } from "./census.ts";

const NOW = Date.UTC(2026, 10, 20, 14, 30);
const HOUR = Date.UTC(2026, 10, 20, 14);
const BANDS = { model: "m1", bounds: [0.01, 0.5] };
const live = { bands: BANDS, isPast: false, nowMs: NOW };
const features = (values: Record<string, number>) => FEATURES.map(({ name }) => values[name] ?? null);
const payment = (changes: Parameters<typeof scoredPayment>[0] = {}) =>
  scoredPayment({ paidAt: NOW, seenAt: NOW + 5_000, score: 0.2, model: "m1", features: features({}), ...changes });

function counted(payments: Parameters<typeof countCensus>[1], how = live): Map<number, HourCensus> {
  const census = new Map<number, HourCensus>();
  countCensus(census, payments, how);
  return census;
}

test("each payment is counted in its hour, by what it is like", () => {
  const two = [
    payment({ amountCents: 4_700, gender: "F", ageYears: 40, features: features({ count_24h: 2, gap: 3 }) }),
    payment({
      amountCents: 4_800,
      gender: null,
      ageYears: null,
      category: "home",
      unfamiliar: [{ what: "amount", why: "w" }],
    }),
  ];
  const hour = counted(two).get(HOUR);
  expect(hour).toMatchObject({ payments: 2, unfamiliar: 1, gender: [1, 0, 1], model: "m1", scores: [0, 2, 0] });
  expect(hour?.measures.amount[binOf(BOUNDS.amount, 47)]).toBe(2);
  expect(hour?.measures.age[binOf(BOUNDS.age, 40)]).toBe(1);
  // What is missing has the last place.
  expect(hour?.measures.age.at(-1)).toBe(1);
  expect(hour?.measures.gap.at(-1)).toBe(1);
  expect(hour?.measures.gap[binOf(BOUNDS.gap, 3)]).toBe(1);
  expect(hour?.measures.day[binOf(BOUNDS.day, 2)]).toBe(1);
  expect(hour?.categories.get("home")).toBe(1);
});

test("a busy card, whose pace alone is unfamiliar, is not counted as unfamiliar", () => {
  const pace = { what: "pace" as const, why: "w" };
  const busy = payment({ unfamiliar: [pace] });
  const dear = payment({ unfamiliar: [pace, { what: "amount", why: "w" }] });
  expect(counted([busy, busy, dear]).get(HOUR)).toMatchObject({ payments: 3, unfamiliar: 1 });
});

test("payments loaded as past are counted where they were paid, and their delay is not", () => {
  const past = payment({ paidAt: NOW - 3 * DAY_MS });
  const census = counted([past], { ...live, isPast: true });
  expect([...census.keys()]).toEqual([HOUR - 3 * DAY_MS]);
  expect(census.get(HOUR - 3 * DAY_MS)?.measures.delay.every((count) => count === 0)).toBe(true);
});

test("what is older than some weeks is not counted, so that the hours are bounded", () => {
  expect(counted([payment({ paidAt: NOW - (CENSUS_DAYS + 1) * DAY_MS })]).size).toBe(0);
  expect(counted([payment({ paidAt: NOW - CENSUS_DAYS * DAY_MS })]).size).toBe(1);
});

test("a category may have a name that every object knows", () => {
  const names = ["constructor", "toString", "__proto__"];
  const categories = counted(names.flatMap((category) => [payment({ category }), payment({ category })])).get(
    HOUR,
  )?.categories;
  expect(categories).toEqual(new Map(names.map((name) => [name, 2])));
});

test("of endless categories the first are counted by name, the others together", () => {
  const many = Array.from({ length: 100 }, (_, at) => payment({ category: `category ${at}` }));
  const categories = counted(many).get(HOUR)?.categories;
  expect(categories?.size).toBe(41);
  expect(categories?.get("")).toBe(60);
});

test("another model begins the bands of the hour anew; without a model nothing is counted in bands", () => {
  const census = counted([payment(), payment()]);
  countCensus(census, [payment({ score: 0.9, model: "m2" })], { ...live, bands: { model: "m2", bounds: [0.5] } });
  expect(census.get(HOUR)).toMatchObject({ payments: 3, model: "m2", scores: [0, 1] });
  expect(counted([payment({ score: null })]).get(HOUR)?.scores).toEqual([0, 0, 0]);
});

test("it is told which hours have changed", () => {
  const census = new Map<number, HourCensus>();
  const changed = countCensus(census, [payment(), payment({ paidAt: NOW - HOUR_MS })], live);
  expect([...changed]).toEqual([HOUR, HOUR - HOUR_MS]);
});

test("a payment that waited while the model was exchanged has a score of the one before, which is in no band of the new one", () => {
  const hour = counted([payment(), payment({ model: "m0", score: 0.9 })]).get(HOUR);
  expect(hour).toMatchObject({ payments: 2, model: "m1", scores: [0, 1, 0] });
});
