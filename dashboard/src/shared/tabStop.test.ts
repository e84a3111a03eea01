import { expect, test } from "vitest";
import { placeByKey, stopAmong } from "./tabStop.ts";

test("Tab reaches the top row of a list, later the row that was visited last, and the top one again once that has left", () => {
  expect(stopAmong(["c", "b", "a"], [null, null])).toBe("c");
  expect(stopAmong(["d", "c", "b", "a"], ["b", null])).toBe("b");
  expect(stopAmong(["d", "c"], ["b", null])).toBe("d");
  expect(stopAmong(["d", "c"], ["b", "c"])).toBe("c");
  expect(stopAmong([], ["b", null])).toBeUndefined();
});

test("arrow keys, Home and End lead from row to row, and no further than there are rows", () => {
  expect([placeByKey("ArrowDown", 0, 3), placeByKey("ArrowUp", 2, 3)]).toEqual([1, 1]);
  expect([placeByKey("Home", 2, 3), placeByKey("End", 0, 3)]).toEqual([0, 2]);
  expect([placeByKey("ArrowUp", 0, 3), placeByKey("ArrowDown", 2, 3), placeByKey("a", 1, 3)]).toEqual([
    null,
    null,
    null,
  ]);
});
