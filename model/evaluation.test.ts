import { expect, test } from "vitest";
import { evaluate, type ScoredDataset, weightsForShare } from "./evaluation.ts";
import { evaluationText } from "./report.ts";
import { simulatedDataset } from "./simulated.ts";

const data = simulatedDataset({ seed: 5, cards: 60, from: Date.UTC(2026, 0, 1), days: 90 });

function scoredBy(score: (i: number) => number): ScoredDataset {
  const scores = Float64Array.from({ length: data.rows }, (_, i) => score(i));
  return {
    data,
    situations: Array.from({ length: data.rows }, () => "stream" as const),
    scores,
    reviewed: Uint8Array.from(scores, (value) => (value >= 0.1 ? 1 : 0)),
    declined: Uint8Array.from(scores, (value) => (value >= 0.5 ? 1 : 0)),
  };
}

test("a detector that knows the labels gets full marks, with no room for doubt", () => {
  const { measures, intervals, rows, frauds } = evaluate(scoredBy((i) => data.fraud[i] ?? 0));
  expect([rows, frauds]).toEqual([data.rows, data.frauds]);
  for (const name of ["pr_auc", "roc_auc", "recall", "precision", "first_fraud_recall", "amount_recall"] as const) {
    expect(measures[name]).toBeCloseTo(1, 12);
    expect(intervals[name][0]).toBeCloseTo(1, 12);
  }
  expect(measures.calibration_error).toBe(0);
});

test("one that always says legitimate catches nothing, however accurate that is", () => {
  const { measures } = evaluate(scoredBy(() => 0));
  expect(measures).toMatchObject({ recall: 0, precision: 0, f1: 0, alerts_per_day: 0, roc_auc: 0.5 });
  expect(measures.pr_auc).toBeCloseTo(data.frauds / data.rows, 12);
});

test("only a burst's first fraud counts as first", () => {
  const seen = new Set<number>();
  const blind = scoredBy((i) => {
    if (data.fraud[i] !== 1) return 0;
    const card = data.card[i] ?? -1;
    const again = seen.has(card);
    seen.add(card);
    return again ? 1 : 0;
  });
  const { measures } = evaluate(blind);
  expect(measures.first_fraud_recall).toBeLessThan(0.4);
  expect(measures.recall).toBeGreaterThan(0.7);
});

test("intervals hold their measure, and the same seed gives the same ones", () => {
  const noisy = scoredBy((i) => (((i * 7919) % 1000) / 1000) * 0.6 + 0.4 * (data.fraud[i] ?? 0));
  const { measures, intervals } = evaluate(noisy);
  for (const name of ["pr_auc", "precision", "recall", "precision_at_5"] as const) {
    expect(intervals[name][0]).toBeLessThanOrEqual(measures[name]);
    expect(intervals[name][1]).toBeGreaterThanOrEqual(measures[name]);
  }
  expect(evaluate(noisy).intervals).toEqual(intervals);
});

test("the report names every measure and has no hole in it", () => {
  const evaluation = evaluate(scoredBy((i) => data.fraud[i] ?? 0));
  const text = evaluationText(evaluation, {
    feed: "stream",
    version: "0123456789ab",
    thresholds: { review: 0.1, decline: 0.5 },
  });
  expect(text).toContain("PR-AUC");
  expect(text).not.toMatch(/NaN|undefined/);
});

test("frauds that were sampled by their labels are weighed down to their natural share", () => {
  const noisy = scoredBy((i) => (((i * 7919) % 1000) / 1000) * 0.6 + 0.4 * (data.fraud[i] ?? 0));
  const asIs = evaluate(noisy);
  const rare = evaluate({ ...noisy, weights: weightsForShare(data, data.frauds / data.rows / 4) });
  // Fewer frauds among as many false alarms: recall stays, precision falls.
  expect(rare.measures.recall).toBeCloseTo(asIs.measures.recall, 12);
  expect(rare.measures.roc_auc).toBeCloseTo(asIs.measures.roc_auc, 12);
  expect(rare.measures.precision).toBeLessThan(asIs.measures.precision);
  expect(rare.measures.pr_auc).toBeLessThan(asIs.measures.pr_auc);
  expect(evaluate({ ...noisy, weights: weightsForShare(data, data.frauds / data.rows) }).measures.pr_auc).toBeCloseTo(
    asIs.measures.pr_auc,
    9,
  );
});
