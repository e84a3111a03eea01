import { expect, test } from "vitest";
import { contentWords, idsShown, notProcessed, reasonWords } from "./deadLetters.ts";
import { sampleDeadLetter } from "./sample.ts";

test("a message says how many payments it holds, or that it cannot be read", () => {
  expect(contentWords(sampleDeadLetter({ payments: 1 }))).toBe("1 payment not processed");
  expect(contentWords(sampleDeadLetter({ payments: 138 }))).toBe("138 payments not processed");
  expect(contentWords(sampleDeadLetter({ payments: null }))).toBe("A message that cannot be read");
});

test("its reason is a sentence, also where nobody knows it", () => {
  expect(reasonWords(sampleDeadLetter({ reason: "the store went away" }))).toBe("The store went away.");
  expect(reasonWords(sampleDeadLetter({ reason: null }))).toMatch(/^The consumer .+\.$/);
});

test("of many ids the first few are named, and the others counted", () => {
  expect(idsShown(sampleDeadLetter({ paymentIds: ["a", "b"] }))).toEqual({ ids: ["a", "b"], more: 0 });
  expect(idsShown(sampleDeadLetter({ paymentIds: ["a", "b", "c", "d", "e"] }))).toEqual({
    ids: ["a", "b", "c"],
    more: 2,
  });
});

test("the header counts messages", () => {
  expect(notProcessed(1)).toBe("1 message not processed");
});
