import { expect, test } from "vitest";
import { emptyTotals } from "../store/minutes.ts";
import { bandsOf, isFarFromUsual, SCORES_SHIFTED, scoreShift, usualFlaggedShare, withSnapshot } from "./drift.ts";

const hour = (payments: number, reviews: number, declines: number) => ({
  ...emptyTotals(0),
  payments,
  reviews,
  declines,
});
const week = Array.from({ length: 168 }, () => hour(1000, 5, 15));

test("the usual share is the median hour's: one terrible day does not move it", () => {
  const terrible = Array.from({ length: 24 }, () => hour(1000, 0, 900));
  expect(usualFlaggedShare([...week.slice(24), ...terrible])).toBe(0.02);
});

test("quiet hours say nothing, and less than a day of hours is no history", () => {
  expect(usualFlaggedShare(Array.from({ length: 500 }, () => hour(99, 0, 50)))).toBeNull();
  expect(usualFlaggedShare(week.slice(0, 23))).toBeNull();
  expect(usualFlaggedShare([])).toBeNull();
});

test("three times as many flagged as usual is far, and so is a third", () => {
  expect(isFarFromUsual({ payments: 3600, flagged: 230 }, 0.02, false)).toBe(true);
  expect(isFarFromUsual({ payments: 3600, flagged: 200 }, 0.02, false)).toBe(false);
  expect(isFarFromUsual({ payments: 3600, flagged: 72 }, 0.02, false)).toBe(false);
  expect(isFarFromUsual({ payments: 3600, flagged: 20 }, 0.02, false)).toBe(true);
  expect(isFarFromUsual({ payments: 3600, flagged: 0 }, 0.02, false)).toBe(true);
});

test("what chance can do alone is not far", () => {
  expect(isFarFromUsual({ payments: 250, flagged: 8 }, 0.01, false)).toBe(false);
  expect(isFarFromUsual({ payments: 250, flagged: 0 }, 0.01, false)).toBe(false);
  expect(isFarFromUsual({ payments: 199, flagged: 199 }, 0.01, false)).toBe(false);
});

test("what is far stays far down to twice the usual, so that an hour at the edge does not flap", () => {
  const edge = { payments: 3600, flagged: 200 };
  expect(isFarFromUsual(edge, 0.02, false)).toBe(false);
  expect(isFarFromUsual(edge, 0.02, true)).toBe(true);
  expect(isFarFromUsual({ payments: 3600, flagged: 140 }, 0.02, true)).toBe(false);
});

test("without history nothing is unusual; where nothing was ever flagged, a flood is", () => {
  expect(isFarFromUsual({ payments: 3600, flagged: 3600 }, null, false)).toBe(false);
  expect(isFarFromUsual({ payments: 3600, flagged: 100 }, 0, false)).toBe(true);
  expect(isFarFromUsual({ payments: 3600, flagged: 3 }, 0, false)).toBe(false);
});

/** Scores that lie evenly on a logarithmic scale; `times` moves all of them. */
const scores = (times = 1) =>
  Array.from({ length: 2000 }, (_, at) => Math.min(1, 10 ** (-4 + (4 * at) / 2000) * times));

function history(of: readonly number[], quarters = 96): number[][] {
  let snapshots: number[][] = [];
  for (let at = 0; at < quarters; at += 1) snapshots = withSnapshot(snapshots, bandsOf(of) ?? []);
  return snapshots;
}

test("scores that are as ever have not shifted; a model gone blind or wild has", () => {
  expect(scoreShift(history(scores()), bandsOf(scores()))).toBeCloseTo(0, 3);
  expect(scoreShift(history(scores()), bandsOf(scores(1.5)))).toBeLessThan(SCORES_SHIFTED);
  expect(scoreShift(history(scores()), bandsOf(scores(100)))).toBeGreaterThan(SCORES_SHIFTED);
  expect(scoreShift(history(scores()), bandsOf(scores().map(() => 0.0001)))).toBeGreaterThan(SCORES_SHIFTED);
});

test("few scores, or little history, say nothing", () => {
  expect(bandsOf(scores().slice(0, 499))).toBeNull();
  expect(scoreShift(history(scores()), null)).toBeNull();
  expect(scoreShift(history(scores(), 47), bandsOf(scores(100)))).toBeNull();
});

test("a week of snapshots is kept", () => {
  expect(history(scores(), 1000)).toHaveLength(672);
});
