import { expect, test } from "vitest";
import type { Judged } from "../store/verdicts.ts";
import { qualityByModel, qualityOf } from "./quality.ts";

const group = (outcome: Judged["outcome"], truth: Judged["truth"], payments: number, model = "a"): Judged => ({
  model,
  outcome,
  truth,
  payments,
});

test("precision and recall are those of the declines", () => {
  const judged = [
    group("decline", "fraud", 18),
    group("decline", "legitimate", 2),
    group("review", "fraud", 3),
    group("approve", "fraud", 3),
    group("approve", "legitimate", 974),
  ];
  expect(qualityOf(judged)).toEqual({
    known: 1000,
    caught: 18,
    falseAlarms: 2,
    missed: 6,
    precision: 0.9,
    recall: 0.75,
  });
});

test("where nothing is known nothing is claimed", () => {
  expect(qualityOf([])).toMatchObject({ known: 0, precision: null, recall: null });
  expect(qualityOf([group("approve", "legitimate", 5)])).toMatchObject({ precision: null, recall: null });
});

test("each model is judged by its own decisions", () => {
  const judged = [group("decline", "fraud", 1, "b"), group("decline", "legitimate", 1, "a")];
  expect(qualityByModel(judged)).toMatchObject({
    precision: 0.5,
    models: [
      { model: "a", precision: 0 },
      { model: "b", precision: 1 },
    ],
  });
});
