import { expect, test } from "vitest";
import { batchesOf, rowsAfter } from "./batches.ts";

const rows = (count: number, size: number) =>
  Array.from({ length: count }, (_, at) => ({ at, text: "x".repeat(size) }));
const sizes = (batches: Iterable<unknown[]>) => Array.from(batches, (batch) => batch.length);

test("small rows are written a thousand at a time, in their order", () => {
  const given = rows(2_300, 10);
  const batches = [...batchesOf(given)];
  expect(sizes(batches)).toEqual([1_000, 1_000, 300]);
  expect(batches.flat()).toEqual(given);
});

test("mails go by what they weigh, and one that is heavier than a batch goes alone", () => {
  expect(sizes(batchesOf(rows(150, 10_000)))).toEqual([69, 69, 12]);
  expect(sizes(batchesOf([...rows(1, 10), ...rows(2, 1_500_000), ...rows(1, 10)]))).toEqual([1, 1, 1, 1]);
  expect(sizes(batchesOf([]))).toEqual([]);
});

test("what is read next is as many rows as the last let expect, and no leap after a few small ones", () => {
  expect(rowsAfter(rows(50, 10))).toBe(800);
  expect(rowsAfter(rows(1_000, 10))).toBe(5_000);
  expect(rowsAfter(rows(50, 10_000))).toBeLessThan(400);
  expect(rowsAfter(rows(1, 9_000_000))).toBe(1);
});
