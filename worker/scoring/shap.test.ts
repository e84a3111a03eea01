import { expect, test } from "vitest";
import { seededRandom } from "../../model/random.ts";
import { contributions } from "./shap.ts";
import { LEAF, marginOf, type Trees } from "./trees.ts";

const FEATURES = 5;

/** A random tree ensemble in which paths test features again, covers add up, and children follow parents. */
function randomTrees(seed: number, count: number, depth: number): Trees {
  const random = seededRandom(seed);
  const roots: number[] = [];
  const columns = { feature: [0], value: [0], yes: [0], no: [0], missingYes: [0], cover: [0] };
  for (const column of Object.values(columns)) column.length = 0;
  const grow = (cover: number, left: number): number => {
    const at = columns.feature.length;
    const isLeaf = left === 0 || random() < 0.1;
    columns.feature.push(isLeaf ? LEAF : Math.floor(random() * FEATURES));
    columns.value.push(random() * 2 - 1);
    columns.missingYes.push(random() < 0.5 ? 1 : 0);
    columns.cover.push(cover);
    columns.yes.push(0);
    columns.no.push(0);
    if (!isLeaf) {
      const part = 0.1 + 0.8 * random();
      columns.yes[at] = grow(cover * part, left - 1);
      columns.no[at] = grow(cover * (1 - part), left - 1);
    }
    return at;
  };
  for (let i = 0; i < count; i++) roots.push(grow(100, depth));
  return {
    roots: Int32Array.from(roots),
    feature: Int16Array.from(columns.feature),
    value: Float32Array.from(columns.value),
    yes: Int32Array.from(columns.yes),
    no: Int32Array.from(columns.no),
    missingYes: Uint8Array.from(columns.missingYes),
    cover: Float32Array.from(columns.cover),
  };
}

/** The mean of a tree when only some features are known: the definition of what TreeSHAP computes quickly. */
function expectation(trees: Trees, node: number, row: Float32Array, known: number): number {
  const feature = trees.feature[node] ?? LEAF;
  const value = trees.value[node] ?? 0;
  if (feature === LEAF) return value;
  const [yes, no] = [trees.yes[node] ?? 0, trees.no[node] ?? 0];
  if ((known >> feature) & 1) {
    const x = row[feature] ?? Number.NaN;
    const toYes = Number.isNaN(x) ? trees.missingYes[node] === 1 : x < value;
    return expectation(trees, toYes ? yes : no, row, known);
  }
  const part = (trees.cover[yes] ?? 0) / (trees.cover[node] ?? 1);
  return part * expectation(trees, yes, row, known) + (1 - part) * expectation(trees, no, row, known);
}

function shapleyByDefinition(trees: Trees, row: Float32Array): number[] {
  const value = (known: number): number =>
    trees.roots.reduce((sum, root) => sum + expectation(trees, root, row, known), 0);
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Array.from({ length: FEATURES }, (_, feature) => {
    let sum = 0;
    for (let known = 0; known < 2 ** FEATURES; known++) {
      if ((known >> feature) & 1) continue;
      const size = known.toString(2).replaceAll("0", "").length;
      const weight = (factorial(size) * factorial(FEATURES - size - 1)) / factorial(FEATURES);
      sum += weight * (value(known | (1 << feature)) - value(known));
    }
    return sum;
  });
}

test("contributions are the Shapley values that the definition gives", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = seededRandom(100 + seed);
    const trees = randomTrees(seed, 4, 6);
    const row = Float32Array.from({ length: FEATURES }, () => (random() < 0.2 ? Number.NaN : random() * 2 - 1));
    const found = contributions(trees, row);
    shapleyByDefinition(trees, row).forEach((expected, feature) => {
      expect(found[feature]).toBeCloseTo(expected, 6);
    });
  }
});

test("contributions and the bias sum to the margin", () => {
  const trees = randomTrees(3, 20, 8);
  const row = Float32Array.from([0.1, -0.4, Number.NaN, 0.9, -0.2]);
  expect(contributions(trees, row).reduce((sum, part) => sum + part, 0)).toBeCloseTo(marginOf(trees, row), 5);
});

test("features that a deep tree tests again and again still get their Shapley values", () => {
  const trees = randomTrees(12, 2, 12);
  const random = seededRandom(12);
  for (let i = 0; i < 5; i++) {
    const row = Float32Array.from({ length: FEATURES }, () => random() * 2 - 1);
    const found = contributions(trees, row);
    shapleyByDefinition(trees, row).forEach((expected, feature) => {
      expect(found[feature]).toBeCloseTo(expected, 6);
    });
  }
});

test("a path of twenty different features is explained to the last digit that the margin has", () => {
  const tests = 20;
  const nodes = 2 * tests + 1;
  const isTest = (node: number) => node % 2 === 0 && node < nodes - 1;
  const column = (of: (node: number) => number) => Array.from({ length: nodes }, (_, node) => of(node));
  // Test 2i looks at feature i; "yes" is the leaf beside it, "no" the next test. Half of the data goes each way.
  const trees: Trees = {
    roots: Int32Array.of(0),
    feature: Int16Array.from(column((node) => (isTest(node) ? node / 2 : LEAF))),
    value: Float32Array.from(column((node) => (node === nodes - 1 ? 1 : 0))),
    yes: Int32Array.from(column((node) => (isTest(node) ? node + 1 : 0))),
    no: Int32Array.from(column((node) => (isTest(node) ? node + 2 : 0))),
    missingYes: new Uint8Array(nodes),
    cover: Float32Array.from(column((node) => 2 ** -Math.ceil(node / 2))),
  };
  // Every feature is needed and all are alike, so each adds an equal part of the way from 2^-20 to 1.
  const found = contributions(trees, new Float32Array(tests).fill(1));
  for (const part of found.subarray(0, tests)) expect(part).toBeCloseTo((1 - 2 ** -tests) / tests, 12);
  expect(found[tests]).toBeCloseTo(2 ** -tests, 12);
});

test("a branch that no training data came by gives numbers all the same, and they sum to the margin", () => {
  const trees = randomTrees(5, 6, 6);
  const empty = (node: number): void => {
    trees.cover[node] = 0;
    if (trees.feature[node] === LEAF) return;
    empty(trees.yes[node] ?? 0);
    empty(trees.no[node] ?? 0);
  };
  for (const root of trees.roots) if (trees.feature[root] !== LEAF) empty(trees.yes[root] ?? 0);
  for (const x of [-0.95, -0.3, 0.3, 0.95]) {
    const row = new Float32Array(FEATURES).fill(x);
    expect(contributions(trees, row).reduce((sum, part) => sum + part, 0)).toBeCloseTo(marginOf(trees, row), 5);
  }
});
