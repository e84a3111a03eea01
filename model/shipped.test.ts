// The committed artifacts are whole, and every engine gives the same answers, to the last bit.
import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { featuresOf, shipped } from "../test/shipped.ts";
import { FEATURES } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import { entriesOf, SUMS } from "../worker/scoring/bundle.ts";
import { edgeRows } from "../worker/scoring/edgeRows.ts";
import { contributions } from "../worker/scoring/shap.ts";
import { marginOf, parseTrees } from "../worker/scoring/trees.ts";
import { BASELINE, CORE_ENTRIES, readModel, SHIPPED } from "./bundleFile.ts";
import { madeUpRows } from "./checkRows.ts";
import { seededRandom } from "./random.ts";
import { openRuntime } from "./runtime.ts";
import { SECTIONS } from "./sections.ts";
import { SITUATIONS } from "./trainingSet.ts";

const { manifest, onnx, golden } = shipped;
const trees = parseTrees(onnx);

test("the bundle is small and made for the features there are", () => {
  expect(statSync(SHIPPED).size).toBeLessThan(2_000_000);
  expect(manifest.features).toEqual(FEATURES.map(({ name }) => name));
});

test("the shipped bundle has every section that training makes, and nothing besides", () => {
  const names = Object.keys(entriesOf(readFileSync(SHIPPED)));
  expect(names.toSorted()).toEqual([...CORE_ENTRIES, ...Object.keys(SECTIONS), SUMS].toSorted());
});

test("the demo's challenger is a whole bundle too: another model, smaller, proved against the same features", () => {
  expect(statSync(BASELINE).size).toBeLessThan(300_000);
  expect(Object.keys(entriesOf(readFileSync(BASELINE))).toSorted()).toEqual(
    [...CORE_ENTRIES, ...Object.keys(SECTIONS), SUMS].toSorted(),
  );
  const { version, onnx: itsOnnx, golden: itsGolden } = readModel(BASELINE);
  expect(version).not.toBe(shipped.version);
  const itsTrees = parseTrees(itsOnnx);
  for (const { features, margin } of itsGolden) expect(marginOf(itsTrees, features)).toBe(margin);
});

test("golden payments are of every situation, of most categories, and frauds and others by their score", () => {
  for (const situation of SITUATIONS) {
    const scores = golden.filter((vector) => vector.situation === situation).map(({ score }) => score);
    expect(Math.min(...scores)).toBeLessThan(0.01);
    expect(Math.max(...scores)).toBeGreaterThan(0.3);
  }
  const categories = new Set(golden.flatMap(({ payment, past }) => [payment, ...past].map(({ category }) => category)));
  expect(shipped.tables.vocabulary.filter((name) => !categories.has(name))).toEqual([]);
});

test("ONNX Runtime and the tree walker answer alike on made-up payments and on the edges of the trees", async () => {
  const rows = new Float32Array([
    ...madeUpRows(featuresOf, 6000, 11),
    ...edgeRows(trees, FEATURE_COUNT, 6000, seededRandom(12)),
  ]);
  const runtime = await openRuntime(onnx, FEATURE_COUNT);
  const answered = await runtime.margins(rows);
  expect(answered).toHaveLength(12_000);
  const walked = Float32Array.from(answered, (_, i) => marginOf(trees, rows, i * FEATURE_COUNT));
  expect(walked).toEqual(answered);
});

test("a row scores the same alone as in a batch", async () => {
  const rows = madeUpRows(featuresOf, 50, 13);
  const runtime = await openRuntime(onnx, FEATURE_COUNT);
  const together = await runtime.margins(rows);
  for (let i = 0; i < 50; i++) {
    const [alone] = await runtime.margins(rows.slice(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
    expect(alone).toBe(together[i]);
  }
});

test("the golden vectors hold", async () => {
  const runtime = await openRuntime(onnx, FEATURE_COUNT);
  for (const { features, margin } of golden) {
    expect(marginOf(trees, features)).toBe(margin);
    expect((await runtime.margins(features))[0]).toBe(margin);
  }
});

test("what the features add, and the bias, sum to the margin", () => {
  const rows = madeUpRows(featuresOf, 60, 14);
  for (let i = 0; i < 60; i++) {
    const row = rows.slice(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT);
    const sum = contributions(trees, row).reduce((total, part) => total + part, 0);
    expect(Math.abs(sum - marginOf(trees, row))).toBeLessThan(1e-4);
  }
});
