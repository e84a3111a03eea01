import { expect, test } from "vitest";
import { quickestOf } from "./explain.ts";

test("a payment that was slow in one pass only was not slow by itself", () => {
  expect(
    quickestOf([
      [1, 9, 4],
      [8, 2, 5],
    ]),
  ).toEqual([1, 2, 4]);
});
