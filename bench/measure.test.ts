import { expect, test } from "vitest";
import { isMet, type Measurement, median, percentile, ratios, slope } from "./measure.ts";

const measured = (values: number[], target: Measurement["target"]): Measurement => ({
  what: "x",
  unit: "ms",
  values,
  target,
});

test("the median of an even number of values lies between the middle two", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
});

test("the 99th percentile of a hundred values is close to the largest", () => {
  const values = Array.from({ length: 101 }, (_, i) => 100 - i);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile(values, 1)).toBe(100);
});

test("one slow repeat does not miss a target that the median meets", () => {
  expect(isMet(measured([1, 2, 90], { atMost: 5 }))).toBe(true);
  expect(isMet(measured([1, 2, 90], { atLeast: 5 }))).toBe(false);
});

test("nothing measured is neither met nor missed", () => {
  expect(isMet(measured([], { atMost: 5 }))).toBeNull();
  expect(isMet(measured([1], null))).toBeNull();
});

test("the slope of a line is its rise for each step", () => {
  const points = [0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x }));
  expect(slope(points)).toBeCloseTo(2);
});

test("a ratio is taken within a round, so that what slowed a whole round does not count", () => {
  expect(ratios([2, 20, 3], [4, 40])).toEqual([0.5, 0.5, Number.NaN]);
});
