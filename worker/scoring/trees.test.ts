import { expect, test } from "vitest";
import { encodeOnnx } from "../../model/onnxFile.ts";
import { LEAF, marginOf, parseTrees, type Trees } from "./trees.ts";

// Two trees: x0 < 1.5 ? (x1 < 0 ? 10 : 20) : 30, missing x0 to no, missing x1 to yes; and a single leaf.
const trees: Trees = {
  roots: Int32Array.from([0, 5]),
  feature: Int16Array.from([0, 1, LEAF, LEAF, LEAF, LEAF]),
  value: Float32Array.from([1.5, 0, 10, 20, 30, 0.25]),
  yes: Int32Array.from([1, 2, 0, 0, 0, 0]),
  no: Int32Array.from([4, 3, 0, 0, 0, 0]),
  missingYes: Uint8Array.from([0, 1, 0, 0, 0, 0]),
  cover: Float32Array.from([9, 5, 2, 3, 4, 9]),
};

test("trees come back from a model file as they were written", () => {
  expect(parseTrees(encodeOnnx(trees, 2))).toEqual(trees);
});

test.each([
  [[1, -1], 10.25],
  [[1, 0], 20.25],
  [[1.5, -1], 30.25],
  [[Number.NaN, -1], 30.25],
  [[1, Number.NaN], 10.25],
  [[1, -0], 20.25],
])("the row %j scores %f", (row, margin) => {
  expect(marginOf(trees, Float32Array.from(row))).toBe(margin);
});

test("a row inside a larger block is read at its offset", () => {
  expect(marginOf(trees, Float32Array.from([9, 9, 1, 0]), 2)).toBe(20.25);
});

test("leaves are summed in single precision", () => {
  const small: Trees = { ...trees, value: Float32Array.from([1.5, 0, 16_777_216, 20, 30, 1]) };
  expect(marginOf(small, Float32Array.from([0, -1]))).toBe(16_777_216);
});

test("a model file cut short anywhere is refused or at least never read beyond its end", () => {
  const file = encodeOnnx(trees, 2);
  for (let length = 0; length < file.length; length += 7) {
    try {
      parseTrees(file.subarray(0, length));
    } catch (error) {
      expect(String(error)).toContain("model file");
    }
  }
});

test("something that is no model file is refused", () => {
  expect(() => parseTrees(new TextEncoder().encode("hello, world"))).toThrow("model file");
});

test.each(["LEAF", "BRANCH_LT"])(
  "a node that tests otherwise than by %s is refused by the word that stands there",
  (mode) => {
    const other = `${mode.slice(0, -1)}E`;
    const file = Buffer.from(Buffer.from(encodeOnnx(trees, 2)).toString("latin1").replace(mode, other), "latin1");
    expect(() => parseTrees(file)).toThrow(`a node tests by ${other}; only BRANCH_LT is known`);
  },
);
