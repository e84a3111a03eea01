import { expect, test } from "vitest";
import { NOWHERE, tenthsOf } from "./tenths.ts";

test("a place is kept in tenths of a degree", () => {
  expect(tenthsOf(40.5678, -75.9432)).toEqual({ latTenths: 406, longTenths: -759 });
  expect(tenthsOf(-90, 180)).toEqual({ latTenths: -900, longTenths: 1800 });
});

test("near zero it is zero, which the store can tell from nothing", () => {
  expect(tenthsOf(-0.04, 0.04)).toStrictEqual({ latTenths: 0, longTenths: 0 });
});

test("half of a place is none", () => {
  expect(tenthsOf(null, 3)).toEqual(NOWHERE);
  expect(tenthsOf(3, null)).toEqual(NOWHERE);
});
