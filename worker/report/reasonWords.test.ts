import { expect, test } from "vitest";
import { BY_PEOPLE, CONCERNS } from "../decision/decision.ts";
import { TOPICS } from "../decision/reasons.ts";
import { reasonWords } from "./reasonWords.ts";

test("each reason that a payment may have is told in words of a report", () => {
  const codes = [...BY_PEOPLE, ...CONCERNS, ...TOPICS.map(({ code }) => code), "not_scored", "not_explained"];
  for (const code of codes) expect(reasonWords(code), code).toMatch(/^[A-Z]/);
  expect(reasonWords("of_a_newer_version")).toBe("of a newer version");
});
