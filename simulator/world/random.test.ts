import { expect, test } from "vitest";
import { createRandom, gamma, hexId, poisson, weighted } from "./random.ts";

function moments(draw: () => number, count = 40_000): { mean: number; deviation: number } {
  const drawn = Array.from({ length: count }, draw);
  const mean = drawn.reduce((sum, x) => sum + x, 0) / count;
  return { mean, deviation: Math.sqrt(drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count) };
}

test("the same keys give the same sequence, neighbouring keys another", () => {
  const first = (a: number, b: number) => createRandom(a, b)();
  expect(first(1, 2)).toBe(first(1, 2));
  const { mean, deviation } = moments(
    (
      (card) => () =>
        first(1, card++)
    )(0),
  );
  expect(mean).toBeCloseTo(0.5, 1);
  expect(deviation).toBeCloseTo(Math.sqrt(1 / 12), 1);
});

test("gamma amounts have the mean and deviation asked for, steep curves too", () => {
  const random = createRandom(5);
  for (const [mean, deviation] of [
    [64, 16],
    [50, 50],
    [80, 200],
  ] as const) {
    const found = moments(() => gamma(random, mean, deviation));
    expect(Math.abs(found.mean / mean - 1)).toBeLessThan(0.06);
    expect(Math.abs(found.deviation / deviation - 1)).toBeLessThan(0.12);
  }
});

test("counts have the mean asked for, small and large", () => {
  const random = createRandom(6);
  for (const mean of [0.5, 3, 40, 200]) {
    expect(Math.abs(moments(() => poisson(random, mean)).mean / mean - 1)).toBeLessThan(0.03);
  }
});

test("what weighs nothing is never drawn", () => {
  const draw = weighted([
    ["never", 0],
    ["often", 3],
    ["sometimes", 1],
  ] as const);
  const random = createRandom(8);
  const drawn = Array.from({ length: 4000 }, () => draw(random));
  expect(drawn).not.toContain("never");
  expect(drawn.filter((item) => item === "often").length / 4000).toBeCloseTo(0.75, 1);
});

test("ids are 32 hex digits of their own", () => {
  const ids = new Set(Array.from({ length: 10_000 }, (_, i) => hexId(1, i % 100, Math.floor(i / 100), 0)));
  expect(ids.size).toBe(10_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
