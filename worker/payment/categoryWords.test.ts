import { expect, test } from "vitest";
import { categoryWords } from "./categoryWords.ts";

test("a category is told in words, one without words of its own by its name", () => {
  const categories = ["shopping_net", "personal_care", "lottery_tickets", "constructor"];
  expect(categories.map(categoryWords)).toEqual(["online shopping", "personal care", "lottery tickets", "constructor"]);
});

test("a payment without a category has none in words, too", () => {
  expect(categoryWords("")).toBe("no category");
});
