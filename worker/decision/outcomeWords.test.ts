import { expect, test } from "vitest";
import { isDecidedBy, linesInWords, percentsOf, whateverItsScore } from "./outcomeWords.ts";

const MODEL = { review: 0.05, decline: 1 / 6 };

test("the lines are told in the order in which a score meets them", () => {
  expect(linesInWords(percentsOf(0.283, MODEL))).toBe("reviewed from 5 %, declined from 16.7 %");
  expect(linesInWords(percentsOf(0.283, { review: 0.1, decline: 0.1 }))).toBe("declined from 10 %, none is reviewed");
});

test("a score and its lines have as many digits as show on which side it lies", () => {
  expect(percentsOf(0.283, MODEL)).toEqual({ score: "28.3", review: "5", decline: "16.7" });
  expect(percentsOf(0.1666, MODEL)).toEqual({ score: "16.66", review: "5", decline: "16.67" });
  expect(percentsOf(0.1672, { review: 0.05, decline: 0.1674 })).toEqual({
    score: "16.72",
    review: "5",
    decline: "16.74",
  });
  expect(percentsOf(0.0499, MODEL)).toMatchObject({ score: "4.99", review: "5" });
  expect(percentsOf(MODEL.decline, MODEL)).toMatchObject({ score: "16.7", decline: "16.7" });
});

test("lines close to each other are told apart", () => {
  expect(percentsOf(null, { review: 0.1001, decline: 0.1002 })).toEqual({
    score: null,
    review: "10.01",
    decline: "10.02",
  });
});

test("no score is called certain", () => {
  expect(percentsOf(0.99996, MODEL).score).toBe("above 99.9");
  expect(percentsOf(0.9985, MODEL).score).toBe("99.9");
  expect(percentsOf(0.00002, MODEL).score).toBe("below 0.1");
  expect(percentsOf(0.00002, { review: 0.00001, decline: 0.5 })).toMatchObject({ score: "0.002", review: "0.001" });
  expect(percentsOf(0.99996, { review: 0.05, decline: 0.9999 })).toMatchObject({ score: "99.996", decline: "99.99" });
});

test("lines that would have decided otherwise were not those of the payment", () => {
  expect(isDecidedBy({ score: 0.283, outcome: "decline", reasons: [] }, MODEL)).toBe(true);
  expect(isDecidedBy({ score: 0.283, outcome: "decline", reasons: [] }, { review: 0.05, decline: 0.5 })).toBe(false);
  expect(isDecidedBy({ score: null, outcome: "review", reasons: [] }, MODEL)).toBe(false);
});

test("lines that would have approved were those of a payment that was decided with care", () => {
  const care = {
    score: 0.0002,
    outcome: "review",
    reasons: [{ code: "same_amount", share: 1, text: "again" }],
  } as const;
  expect(isDecidedBy({ ...care, reasons: [...care.reasons] }, MODEL)).toBe(true);
  expect(isDecidedBy({ ...care, score: 0.1, reasons: [...care.reasons] }, MODEL)).toBe(false);
  expect(isDecidedBy({ ...care, reasons: [{ code: "amount", share: 1, text: "much" }] }, MODEL)).toBe(false);
});

test("no line decided a payment that a list or a rule decided, though its score lies beside one", () => {
  const rule = { code: "rule", share: 1, text: "the rule “Nights” declines: at night" };
  const concern = { code: "same_amount", share: 1, text: "again" };
  for (const others of [[], [concern]]) {
    const payment = { score: 0.283, outcome: "decline" as const, reasons: [rule, ...others] };
    expect(isDecidedBy(payment, MODEL)).toBe(false);
    expect(whateverItsScore(payment)).toBe("It was declined by a rule, whatever its score");
  }
  const allowed = { outcome: "approve" as const, reasons: [{ ...rule, code: "allow_list" }] };
  expect(whateverItsScore(allowed)).toBe("It was approved by the allow list, whatever its score");
  expect(whateverItsScore({ outcome: "review", reasons: [concern] })).toBeNull();
});
