import { expect, test } from "vitest";
import { thresholdFromBudget, thresholdsFromBudget, thresholdsFromCosts } from "./thresholds.ts";

const scores = Float64Array.from([0.9, 0.1, 0.7, 0.5, 0.3]);
const weights = new Float64Array(5).fill(1);
const reaching = (threshold: number) => scores.filter((score) => score >= threshold).length;

test("a payment is declined from where missing the fraud would cost as much as a false alarm", () => {
  const { decline, review } = thresholdsFromCosts({ missedFraud: 100, falseAlarm: 25, review: 5 });
  expect(decline * 100).toBeCloseTo((1 - decline) * 25, 12);
  expect(review).toBe(0.05);
});

test("dear reviews are not asked for above the decline threshold", () => {
  const { decline, review } = thresholdsFromCosts({ missedFraud: 100, falseAlarm: 25, review: 90 });
  expect(review).toBe(decline);
});

test.each([0, 1, 2, 3, 4, 5])("a budget of %i lets no more through, and no fewer", (most) => {
  expect(reaching(thresholdFromBudget(scores, weights, most))).toBe(most);
});

test("equal scores are all in or all out", () => {
  const equal = new Float64Array(4).fill(0.4);
  const threshold = thresholdFromBudget(equal, new Float64Array(4).fill(1), 2);
  expect(threshold).toBeGreaterThan(0.4);
});

test("a score that stands for ten payments uses up ten of the budget", () => {
  const threshold = thresholdFromBudget(scores, Float64Array.from([10, 1, 10, 10, 1]), 20);
  expect(reaching(threshold)).toBe(2);
});

test("a budget is by the day, and review never begins above decline", () => {
  expect(reaching(thresholdsFromBudget({ scores, weights }, 2, { declinedADay: 1, flaggedADay: null }).decline)).toBe(
    2,
  );
  const tight = thresholdsFromBudget({ scores, weights }, 1, { declinedADay: 3, flaggedADay: 1 });
  expect(tight.review).toBe(tight.decline);
});
