import { expect, test } from "vitest";
import type { MappedView } from "../../../../worker/wire/map.ts";
import { cellsOf, radiiOf } from "./cells.ts";

function mapped(id: string, changes: Partial<MappedView> = {}): MappedView {
  return {
    ...{ id, paidAt: "2026-11-20T23:12:00.000Z", amount: "10.00", score: 0.9, merchant: "Corner Shop" },
    ...{ currency: "USD", paid: null },
    ...{ outcome: "decline", place: { lat: 40.5, long: -75.9 } },
    ...changes,
  };
}

test("payments of one tenth of a degree are one point, and its money is their sum", () => {
  const [cell, ...others] = cellsOf([
    mapped("a", { amount: "0.10" }),
    mapped("b", { amount: "0.20", outcome: "review" }),
    mapped("c", { amount: "0.70" }),
  ]);
  expect(others).toEqual([]);
  expect(cell).toMatchObject({ key: "405 -759", place: { lat: 40.5, long: -75.9 }, declined: 2, amountCents: 100 });
  expect(cell?.payments.map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("the next tenth is another point, and the dearest point comes first", () => {
  const cells = cellsOf([
    mapped("a"),
    mapped("b", { place: { lat: 40.6, long: -75.9 }, amount: "900.00" }),
    mapped("c", { place: { lat: 40.5, long: -75.8 }, amount: "50.00" }),
  ]);
  expect(cells.map(({ payments }) => payments.map(({ id }) => id))).toEqual([["b"], ["c"], ["a"]]);
});

test("a point grows with its money, and is seen even where it was nothing", () => {
  const cells = cellsOf([
    mapped("a", { amount: "1000.00" }),
    mapped("b", { amount: "250.00", place: { lat: 1, long: 1 } }),
    mapped("c", { amount: "0.00", place: { lat: 2, long: 2 } }),
  ]);
  const [large = 0, middle = 0, small = 0] = radiiOf(cells, 900);
  expect(large).toBeGreaterThan(middle);
  expect(middle).toBeGreaterThan(small);
  expect(small).toBeGreaterThan(2);
  expect(radiiOf(cellsOf([mapped("a", { amount: "0.00" })]), 900)).toEqual([small]);
});

test("points are smaller on a phone and where there are many, so that they do not hide one another", () => {
  const many = Array.from({ length: 400 }, (_, at) => mapped(`p${at}`, { place: { lat: at / 10, long: 1 } }));
  const [alone = 0] = radiiOf(cellsOf([mapped("a")]), 900);
  const [onPhone = 0] = radiiOf(cellsOf([mapped("a")]), 340);
  const [amongMany = 0] = radiiOf(cellsOf(many), 900);
  expect(onPhone).toBeLessThan(alone);
  expect(amongMany).toBeLessThan(alone);
});
