import { expect, test } from "vitest";
import { millisecondsOf } from "./process.ts";

test("processor time is read as ps writes it, with and without days and hours", () => {
  expect(millisecondsOf("00:00:07")).toBe(7_000);
  expect(millisecondsOf("1:02.50")).toBe(62_500);
  expect(millisecondsOf("2-01:00:00")).toBe(49 * 3_600_000);
});
