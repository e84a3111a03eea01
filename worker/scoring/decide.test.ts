import { expect, test } from "vitest";
import { outcomeOf } from "./decide.ts";

const thresholds = { review: 0.2, decline: 0.8 };

test.each([
  [0, "approve"],
  [0.1999, "approve"],
  [0.2, "review"],
  [0.7999, "review"],
  [0.8, "decline"],
  [1, "decline"],
])("a score of %d is %s", (score, outcome) => {
  expect(outcomeOf(score, thresholds)).toBe(outcome);
});

test.each([null, Number.NaN, Number.POSITIVE_INFINITY, -0.1, 1.1])(
  "a score of %s is never approved silently",
  (score) => {
    expect(outcomeOf(score, thresholds)).toBe("review");
  },
);

test("a review threshold above the other one leaves declines as they are", () => {
  expect(outcomeOf(0.5, { review: 0.9, decline: 0.5 })).toBe("decline");
});
