import { expect, test } from "vitest";
import { featuresOf } from "../test/shipped.ts";
import { FEATURES } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import { featureMatrix } from "./matrix.ts";
import { simulatedDataset } from "./simulated.ts";
import { SITUATIONS, trainingSet } from "./trainingSet.ts";

const data = simulatedDataset({ seed: 3, cards: 30, from: Date.UTC(2026, 0, 1), days: 60 });
const whole = featureMatrix(data, "stream", { featuresOf, histories: new Map() });
const young = featureMatrix(data, "stream", { featuresOf, histories: new Map(), forget: () => false });
const set = trainingSet(data, whole, young, { featuresOf, seed: 1, heldOutOneIn: 3 });

function presentGroups(row: number): Set<string> {
  const values = set.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT);
  return new Set(FEATURES.filter((_, i) => !Number.isNaN(values[i])).map(({ group }) => group));
}

test("rows learn what a stream, a first payment and a snapshot know, and no more", () => {
  const kinds = new Set(Array.from({ length: set.rows }, (_, i) => [...presentGroups(i)].toSorted().join()));
  expect([...kinds].toSorted()).toEqual(["history,payment,time", "payment", "payment,time"]);
});

test("held-out rows of each situation stand for about all payments of the held-out cards", () => {
  const held = Array.from(data.card).filter((card) => card % 3 === 0).length;
  for (const situation of SITUATIONS) {
    const { weights } = set.heldOutOf(situation);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(total / held).toBeGreaterThan(0.8);
    expect(total / held).toBeLessThan(1.2);
  }
});

test("a card is held out as a whole, in every part of the set", () => {
  const all = SITUATIONS.flatMap((situation) => set.heldOutOf(situation).positions);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeLessThan(set.heldOut.filter((held) => held === 1).length);
});

test("the same seed gives the same set, another seed another", () => {
  const again = trainingSet(data, whole, young, { featuresOf, seed: 1, heldOutOneIn: 3 });
  const other = trainingSet(data, whole, young, { featuresOf, seed: 2, heldOutOneIn: 3 });
  expect(again.features).toEqual(set.features);
  expect(other.features).not.toEqual(set.features);
});

test("features come out of the walk as a payment by payment reckoning gives them", () => {
  const half = Math.floor(data.rows / 2);
  expect(young.features.subarray(0, half)).toEqual(whole.features.subarray(0, half));
  const blind = featureMatrix(data, "stream", { featuresOf, histories: null });
  expect(new Set(blind.situations)).toEqual(new Set(["first"]));
  expect(new Set(featureMatrix(data, "snapshot", { featuresOf, histories: new Map() }).situations)).toEqual(
    new Set(["snapshot"]),
  );
});
