import { expect, test } from "vitest";
import { calibrationError, flaggedCalibrationError, flagMetrics, rankingMetrics, type Scored } from "./metrics.ts";

function scored(scores: number[], fraud: number[], weights = scores.map(() => 1)): Scored {
  return { scores: Float64Array.from(scores), fraud: Uint8Array.from(fraud), weights: Float64Array.from(weights) };
}

test("a perfect ranking has areas of one, a reversed one has next to nothing", () => {
  const perfect = rankingMetrics(scored([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0]));
  expect([perfect.prAuc, perfect.rocAuc, perfect.recallAt1PercentFpr]).toEqual([1, 1, 1]);
  const reversed = rankingMetrics(scored([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0]));
  expect(reversed.rocAuc).toBe(0);
  expect(reversed.recallAt1PercentFpr).toBe(0);
});

test("average precision is the mean precision at each fraud", () => {
  // Frauds are first, third and fourth: (1/1 + 2/3 + 3/4) / 3.
  expect(rankingMetrics(scored([5, 4, 3, 2, 1], [1, 0, 1, 1, 0])).prAuc).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12);
});

test("equal scores count together, whatever their order", () => {
  const one = rankingMetrics(scored([1, 1, 1, 1], [1, 0, 0, 0]));
  const other = rankingMetrics(scored([1, 1, 1, 1], [0, 0, 0, 1]));
  expect(one).toEqual(other);
  expect(one.prAuc).toBe(0.25);
  expect(one.rocAuc).toBe(0.5);
});

test("a row of weight two counts as two rows", () => {
  const weighted = rankingMetrics(scored([3, 2, 1], [0, 1, 0], [2, 1, 1]));
  const repeated = rankingMetrics(scored([3, 3, 2, 1], [0, 0, 1, 0]));
  expect(weighted).toEqual(repeated);
});

test("precision, recall and F1 are those of the flags", () => {
  const rows = scored([0, 0, 0, 0, 0], [1, 1, 1, 0, 0]);
  const { precision, recall, f1, flagged } = flagMetrics(rows, Uint8Array.from([1, 1, 0, 1, 0]));
  expect(flagged).toBe(3);
  expect(precision).toBeCloseTo(2 / 3, 12);
  expect(recall).toBeCloseTo(2 / 3, 12);
  expect(f1).toBeCloseTo(2 / 3, 12);
});

test("flagging nothing, or having no fraud to catch, is no division by zero", () => {
  expect(flagMetrics(scored([1], [0]), Uint8Array.from([0]))).toEqual({ precision: 0, recall: 0, f1: 0, flagged: 0 });
});

test("scores that are true probabilities have no calibration error, boasting ones do", () => {
  const fraud = Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  expect(
    calibrationError(
      scored(
        fraud.map(() => 0.1),
        fraud,
      ),
    ),
  ).toBeCloseTo(0, 6);
  expect(
    calibrationError(
      scored(
        fraud.map(() => 0.3),
        fraud,
      ),
    ),
  ).toBeCloseTo(0.2, 6);
  const flags = new Uint8Array(1000).fill(1);
  expect(
    flaggedCalibrationError(
      scored(
        fraud.map(() => 0.11),
        fraud,
      ),
      flags,
    ),
  ).toBeCloseTo(0.1, 6);
});
