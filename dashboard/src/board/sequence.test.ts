import fc from "fast-check";
import { expect, test } from "vitest";
import { hear, startAt } from "./sequence.ts";

test("resuming starts before the first change that has not been heard", () => {
  const heard = [6, 7, 9, 7, 10].reduce(hear, startAt(5));
  expect(heard.through).toBe(7);
  expect(hear(heard, 8).through).toBe(10);
});

test("the order in which changes are heard does not matter", () => {
  const order = fc.shuffledSubarray(
    Array.from({ length: 80 }, (_, index) => index + 1),
    { minLength: 80 },
  );
  fc.assert(
    fc.property(order, (numbers) => {
      expect(numbers.reduce(hear, startAt(0))).toEqual({ through: 80, beyond: new Set() });
    }),
  );
});

test("a number that never comes does not hold the resuming point for ever", () => {
  let heard = startAt(0);
  for (let seq = 2; seq < 2000; seq++) heard = hear(heard, seq);
  expect(heard).toEqual({ through: 1999, beyond: new Set() });
});
