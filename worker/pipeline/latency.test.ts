import { expect, test } from "vitest";
import { BOUNDS_S, emptyLatencies, isLikeNow, observe } from "./latency.ts";

test("a latency falls into the first bucket that holds it, its bound included", () => {
  const latencies = emptyLatencies();
  for (const ms of [5, 6, 300_000, 300_001]) observe(latencies, "paid_to_seen", ms);
  const { counts, sumS } = latencies.paid_to_seen;
  expect(counts).toHaveLength(BOUNDS_S.length + 1);
  expect(counts.slice(0, 2)).toEqual([1, 1]);
  expect(counts.slice(-2)).toEqual([1, 1]);
  expect(sumS).toBeCloseTo(600.012);
});

test("a clock ahead of ours counts as no time at all", () => {
  const latencies = emptyLatencies();
  observe(latencies, "seen_to_pushed", -1000);
  expect(latencies.seen_to_pushed).toMatchObject({ counts: [1, ...BOUNDS_S.map(() => 0)], sumS: 0 });
});

test("the steps are counted apart", () => {
  const latencies = emptyLatencies();
  observe(latencies, "paid_to_seen", 1);
  expect(latencies.seen_to_scored).toEqual(emptyLatencies().seen_to_scored);
});

test("latencies of a version with other steps or bounds are told from today's", () => {
  expect(isLikeNow(emptyLatencies())).toBe(true);
  const { paid_to_seen, ...others } = emptyLatencies();
  expect(isLikeNow(others)).toBe(false);
  expect(isLikeNow({ ...others, paid_to_seen: { ...paid_to_seen, counts: [0, 0] } })).toBe(false);
});
