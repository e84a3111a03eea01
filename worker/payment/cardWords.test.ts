import { expect, test } from "vitest";
import { cardWords } from "./cardWords.ts";

test("a card is told by its last four digits, or else by its id", () => {
  expect(cardWords("4567", "Qx3f9ABCDEFGHIJKLMNOPQ")).toBe("•••• 4567");
  expect(cardWords("", "Qx3f9ABCDEFGHIJKLMNOPQ")).toBe("id Qx3f9A…");
  expect(cardWords("", null)).toBe("without last digits");
  expect(cardWords("", "")).toBe("without last digits");
});
