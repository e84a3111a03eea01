import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { decide, outcomeOf } from "./decide.ts";

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

test.each([Number.NaN, Number.POSITIVE_INFINITY, -0.1, 1.1])("a score of %s is never approved silently", (score) => {
  expect(outcomeOf(score, thresholds)).toBe("review");
});

test("a review threshold above the other one leaves declines as they are", () => {
  expect(outcomeOf(0.5, { review: 0.9, decline: 0.5 })).toBe("decline");
});

const REASON = { code: "amount", share: 1, text: "$84.20 on in-store groceries" };
/** A fake explanation in which only the amount, the first feature, speaks for fraud. */
const onlyAmount = (features: Float32Array) => Float64Array.from(features, (_, at) => (at === 0 ? 1 : 0));
const DETECTOR = { version: "m1", thresholds: () => thresholds, support: null, contributions: onlyAmount };
const WHEN = { feed: "stream", offsetMs: 0 } as const;
const NOTHING = { card: null, merchant: null, hour: null, usualCents: null };
const OWN = { reviewThreshold: null, declineThreshold: null };
const scored = (score: number | null, features: Float32Array | null = new Float32Array(1)) =>
  ({ payment: payment(), situation: "stream", features, score, facts: NOTHING }) as const;

test("a decision says what spoke for fraud, and an approval nothing", () => {
  expect(decide(scored(0.9), WHEN, DETECTOR, OWN)).toEqual({
    score: 0.9,
    outcome: "decline",
    reasons: [REASON],
    model: "m1",
    unfamiliar: null,
  });
  expect(decide(scored(0.1), WHEN, DETECTOR, OWN)).toEqual({
    score: 0.1,
    outcome: "approve",
    reasons: [],
    model: "m1",
    unfamiliar: null,
  });
});

test("what could not be scored, or has no features, goes to a person and says so", () => {
  for (const unscored of [scored(null), scored(0.1, null)]) {
    expect(decide(unscored, WHEN, DETECTOR, OWN)).toMatchObject({
      score: null,
      outcome: "review",
      reasons: [{ code: "not_scored" }],
    });
  }
});

test("an explanation that fails leaves the outcome as it is", () => {
  const detector = {
    ...DETECTOR,
    contributions: () => {
      throw new Error("no");
    },
  };
  expect(decide(scored(0.9), WHEN, detector, OWN)).toMatchObject({
    outcome: "decline",
    reasons: [{ code: "not_explained" }],
  });
});

test("thresholds that are set stand in for the model's own, each by itself", () => {
  expect(decide(scored(0.5), WHEN, DETECTOR, { ...OWN, declineThreshold: 0.5 }).outcome).toBe("decline");
  expect(decide(scored(0.5), WHEN, DETECTOR, { ...OWN, reviewThreshold: 0.6 }).outcome).toBe("approve");
});
