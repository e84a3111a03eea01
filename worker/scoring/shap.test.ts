import { expect, test } from "vitest";
import { seededRandom } from "../../model/random.ts";
import { contributions } from "./shap.ts";
import { LEAF, marginOf, type Trees } from "./trees.ts";

const FEATURES = 5;

/** A random tree ensemble in which features come up again on one path, covers add up, and children follow parents. */
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

/** The mean of a tree where only some features are known: the definition that TreeSHAP computes quickly. */
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
