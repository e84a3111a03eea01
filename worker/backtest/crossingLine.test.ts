import { expect, test } from "vitest";
import { crossingLine } from "./crossingLine.ts";

const OPERATORS = { reviewThreshold: 0.3, declineThreshold: 0.7 };
const NONE = { reviewThreshold: null, declineThreshold: null };

test("a line that is asked for alone is held against the operator's other one", () => {
  expect(crossingLine({ decline: 0.2 }, OPERATORS)).toEqual({
    field: "thresholds.decline",
    problem: "is below REVIEW_THRESHOLD, which is 0.3: no score would be reviewed; give thresholds.review too",
  });
  expect(crossingLine({ review: 0.8 }, OPERATORS)).toMatchObject({ field: "thresholds.review" });
});

test("lines that can hold together, both of one's own, and a model's own lines are let through", () => {
  expect(crossingLine({ decline: 0.3 }, OPERATORS)).toBeNull();
  expect(crossingLine({ review: 0.7 }, OPERATORS)).toBeNull();
  expect(crossingLine({ review: 0.1, decline: 0.2 }, OPERATORS)).toBeNull();
  expect(crossingLine({ decline: 0.1 }, NONE)).toBeNull();
  // What an operator has set himself is not the asker's to mend.
  expect(crossingLine(null, { reviewThreshold: 0.7, declineThreshold: 0.3 })).toBeNull();
});
