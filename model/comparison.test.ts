import { expect, test } from "vitest";
import { firstFrauds } from "./bursts.ts";
import { compare } from "./comparison.ts";
import { simulatedDataset } from "./simulated.ts";

const data = simulatedDataset({ seed: 5, cards: 60, from: Date.UTC(2026, 0, 1), days: 90 });
const first = firstFrauds(data);
const by = (score: (i: number) => number) => Float64Array.from({ length: data.rows }, (_, i) => score(i));

test("ways are measured side by side, each where it is precise", () => {
  const [perfect, late, blind] = compare(data, [
    { name: "perfect", scores: by((i) => data.fraud[i] ?? 0) },
    { name: "late", scores: by((i) => (first[i] === 1 ? 0 : (data.fraud[i] ?? 0))) },
    { name: "blind", scores: by(() => 0) },
  ]);
  expect(perfect).toMatchObject({ recall_at_precision_97: 1, first_fraud_recall_at_precision_97: 1 });
  expect(late?.first_fraud_recall_at_precision_97).toBe(0);
  expect(late?.recall_at_precision_97).toBeGreaterThan(0.5);
  expect(blind).toMatchObject({ recall_at_precision_97: 0, roc_auc: 0.5 });
});

test("a card's frauds within a week of each other have one first", () => {
  const card = data.card[first.indexOf(1)] ?? -1;
  const times = Array.from(first.keys()).filter((i) => first[i] === 1 && data.card[i] === card);
  const frauds = Array.from(first.keys()).filter((i) => data.fraud[i] === 1 && data.card[i] === card);
  expect(frauds.length).toBeGreaterThan(times.length);
  expect(times[0]).toBe(frauds[0]);
});
