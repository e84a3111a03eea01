import { expect, test } from "vitest";
import { contentWords, idsShown, notProcessed, reasonWords, sentWords } from "./deadLetters.ts";
import { sampleDeadLetter } from "./sample.ts";

test("a message says how many payments it holds, or that it cannot be read", () => {
  expect(contentWords(sampleDeadLetter({ payments: 1 }))).toBe("1 payment not processed");
  expect(contentWords(sampleDeadLetter({ payments: 138 }))).toBe("138 payments not processed");
  expect(contentWords(sampleDeadLetter({ payments: null }))).toBe("A message that cannot be read");
});

test("its reason is a sentence, also where nobody knows it", () => {
  expect(reasonWords(sampleDeadLetter({ reason: "the store went away" }))).toBe("The store went away.");
  expect(reasonWords(sampleDeadLetter({ reason: null }))).toBe("Vigie was cut off at each try; no reason is known.");
});

test("of many ids the first few are named, and the others counted", () => {
  expect(idsShown(sampleDeadLetter({ paymentIds: ["a", "b"] }))).toEqual({ ids: ["a", "b"], more: 0 });
  expect(idsShown(sampleDeadLetter({ paymentIds: ["a", "b", "c", "d", "e"] }))).toEqual({
    ids: ["a", "b", "c"],
    more: 2,
  });
});

test("when all are tried again, it says how many went and how many are left", () => {
  expect(sentWords({ sent: 12, left: 0 })).toBe(
    "12 messages sent into the queue again. What still fails will be back here.",
  );
  expect(sentWords({ sent: 400, left: 1 })).toMatch(/ 1 message more to try: press again\.$/);
});

test("the header counts messages", () => {
  expect(notProcessed(1)).toBe("1 message not processed");
});
