import { expect, test } from "vitest";
import { quantilesOf } from "./reference.ts";

test("the bands of scores are close together at the upper end", () => {
  const evenly = Array.from({ length: 10_000 }, (_, at) => at / 10_000);
  expect(quantilesOf(evenly)).toEqual([0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]);
});

test("bounds that fall together are one, and none lies at 0", () => {
  expect(quantilesOf([...Array.from({ length: 999 }, () => 0), 0.7])).toEqual([0.7]);
  expect(quantilesOf(Array.from({ length: 100 }, () => 0.3))).toEqual([0.3]);
});
