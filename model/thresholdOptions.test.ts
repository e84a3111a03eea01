import { expect, test } from "vitest";
import { readWish, thresholdSettings, thresholdsAsWished } from "./thresholdOptions.ts";

const scores = Float64Array.from([0.9, 0.7, 0.5, 0.03, 0.01]);
const scored = { scores, weights: new Float64Array(5).fill(1) };

/** What `model:evaluate` prints for these options, of one day's payments. */
function printed(options: Parameters<typeof readWish>[0]): string {
  const wish = readWish(options);
  if (wish === null) throw new Error("no wish");
  return thresholdSettings(thresholdsAsWished(wish, scored, 1), wish);
}

test("a budget so large that nothing is left to review says so, and what brings reviews back", () => {
  expect(printed({ budget: "4" })).toBe(
    "To have it so, set\n\n  REVIEW_THRESHOLD=0.0101\n  DECLINE_THRESHOLD=0.0101\n\n" +
      "Both are 0.0101: what is not declined is approved, and no payment will be reviewed. So many declines a day (--budget) " +
      "reach down to where reviews would begin, 0.0500. With --review-budget more payments are reviewed below.\n\n",
  );
});

test("other thresholds that leave no reviews say why", () => {
  expect(printed({ budget: "2", "review-budget": "2" })).toContain("--review-budget counts the declined too");
  expect(printed({ "cost-review": "0.9" })).toContain("costs as much as declining does");
});

test("thresholds with room for each outcome need no word", () => {
  expect(printed({ budget: "2" })).toBe(
    "To have it so, set\n\n  REVIEW_THRESHOLD=0.0500\n  DECLINE_THRESHOLD=0.5001\n\n",
  );
});

test("a budget that leaves nothing to decline says so", () => {
  const sure = { scores: Float64Array.from([0.99995, 0.99996]), weights: new Float64Array(2).fill(1) };
  const wish = { kind: "budget", budget: { declinedADay: 1, flaggedADay: null } } as const;
  expect(thresholdSettings(thresholdsAsWished(wish, sure, 1), wish)).toContain("No payment will be declined");
});

test("a threshold is never printed as nought, which would flag every payment", () => {
  expect(printed({ "cost-alarm": "0.00001", "cost-review": "0.000001" })).toContain("REVIEW_THRESHOLD=0.00000100\n");
});
