import { expect, test } from "vitest";
import { FEATURES } from "./catalogue.ts";
import { byPlace, PLACED_FEATURES } from "./places.ts";

const USUAL = FEATURES.map(({ name }) => name);
const inputs = (...behind: number[]) => Float32Array.from([...USUAL.map((_, at) => at), ...behind]);

function named(values: Float32Array): Record<string, number> {
  return Object.fromEntries(Array.from(values, (value, at) => [PLACED_FEATURES[at]?.name ?? "", value]));
}

test("what some models read stands in its place, whatever the order of the model's own inputs; what it does not read is missing", () => {
  const names = [...USUAL, "card_frauds_30d", "extra.channel", "merchant_count_1d"];
  const found = named(byPlace(inputs(7, 3, 12), names));
  expect(found).toMatchObject({ amount: 0, merchant_count_1d: 12, card_frauds_30d: 7 });
  expect(found.merchant_count_7d).toBeNaN();
  expect(Object.keys(found)).toHaveLength(PLACED_FEATURES.length);
});

test("a column of one's own is never taken for a feature", () => {
  const found = byPlace(inputs(3), [...USUAL, "extra.channel"]);
  expect([...found]).toEqual(USUAL.map((_, at) => at));
});

test("the inputs of a model that reads the usual ones are as they are", () => {
  const own = inputs();
  expect(byPlace(own, USUAL)).toBe(own);
  expect(byPlace(own)).toBe(own);
});
