import { expect, test } from "vitest";
import { waitMs } from "./attempt.ts";

test("each try waits twice as long as the one before, five minutes at most, with jitter", () => {
  expect([0, 1, 2, 3].map((attempts) => waitMs(attempts, null, 1))).toEqual([2_000, 4_000, 8_000, 16_000]);
  expect(waitMs(1_000, null, 1)).toBe(300_000);
  expect(waitMs(3, null, 0)).toBe(8_000);
});

test("a wait is whole milliseconds, whatever chance and server say", () => {
  expect(waitMs(0, null, 0.123_456_789)).toBe(1_124);
  expect(waitMs(0, 2_000.5, 0)).toBe(2_001);
});

test("what a server asks for is obeyed where it is longer", () => {
  expect(waitMs(0, 90_000, 1)).toBe(90_000);
  expect(waitMs(9, 90_000, 1)).toBe(300_000);
});
