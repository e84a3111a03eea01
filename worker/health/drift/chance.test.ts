import { expect, test } from "vitest";
import { chanceOfAtLeast, chanceOfAtMost, hardlyEverAbove } from "./chance.ts";

test("single events are as likely as Poisson says", () => {
  // 1 - e^-2 (1 + 2), and e^-10 (1 + 10 + 50).
  expect(chanceOfAtLeast(3, 2, 1)).toBeCloseTo(1 - 5 * Math.exp(-2), 10);
  expect(chanceOfAtMost(2, 10, 1)).toBeCloseTo(61 * Math.exp(-10), 10);
  expect(chanceOfAtLeast(1, 0.01, 1)).toBeCloseTo(1 - Math.exp(-0.01), 10);
  expect(chanceOfAtMost(0, 10, 1)).toBeCloseTo(Math.exp(-10), 10);
});

test("many that come in bursts are as likely as the negative binomial says", () => {
  // Mean 3 and variance 6 are a size of 3 and a chance of 1/2: (1/2)^3, then times 3/2, times 1, times 5/6.
  expect(chanceOfAtLeast(4, 3, 2)).toBeCloseTo(1 - (1 / 8 + 3 / 16 + 6 / 32 + 10 / 64), 10);
});

test("few that come in bursts are as likely as few bursts", () => {
  expect(chanceOfAtMost(0, 30, 10)).toBeCloseTo(Math.exp(-3), 10);
  expect(chanceOfAtMost(12, 30, 10)).toBeCloseTo(4 * Math.exp(-3), 10);
});

test("a hundred thousand are counted as well as ten, and bursts make a far count likelier", () => {
  expect(chanceOfAtLeast(101_000, 100_000, 1)).toBeCloseTo(0.0008, 4);
  expect(chanceOfAtLeast(150, 100, 5)).toBeGreaterThan(1000 * chanceOfAtLeast(150, 100, 1));
  expect(chanceOfAtMost(0, 1e6, 1)).toBe(0);
});

test("what is no farther than the mean is no news", () => {
  expect(chanceOfAtLeast(3, 3, 1)).toBe(1);
  expect(chanceOfAtMost(3, 3, 1)).toBe(1);
});

test("what chi-squared exceeds once in a million is known to a tenth", () => {
  // From tables.
  for (const [bins, level] of [
    [3, 27.6],
    [11, 46.9],
    [31, 83.6],
  ] as const) {
    expect(Math.abs(hardlyEverAbove(bins) / level - 1)).toBeLessThan(0.1);
  }
});

test("a mean or a spread that is no number ends in no number, and not never", () => {
  expect(chanceOfAtLeast(3, 2, Number.NaN)).toBeNaN();
  expect(chanceOfAtMost(3, 9, Number.NaN)).toBeNaN();
});
