import { expect, test } from "vitest";
import { samplePayment } from "../board/sample.ts";
import { EVERYTHING, matches, queryOf } from "./view.ts";

test("flagged payments are those declined and those to review", () => {
  const flagged = { ...EVERYTHING, outcome: "flagged" } as const;
  expect(matches(flagged, samplePayment({ outcome: "decline" }))).toBe(true);
  expect(matches(flagged, samplePayment({ outcome: "review" }))).toBe(true);
  expect(matches(flagged, samplePayment({ outcome: "approve" }))).toBe(false);
  expect(queryOf(flagged, 100, null).get("outcome")).toBe("decline,review");
});

test("a search finds a part of the merchant, the category, the last four digits, or a whole id, in any case", () => {
  for (const text of ["tidewater", "ELECTRO", "shopping", "123", "A1", "c0ffee"]) {
    expect(matches({ ...EVERYTHING, text }, samplePayment())).toBe(true);
  }
  expect(matches({ ...EVERYTHING, text: "912" }, samplePayment())).toBe(false);
  expect(matches({ ...EVERYTHING, text: "c0ff" }, samplePayment())).toBe(false);
});

test("what is searched for reaches the server as it was typed", () => {
  const query = queryOf({ outcome: "all", text: "a&b=c %" }, 50, "next page");
  expect(new URLSearchParams(query.toString()).get("q")).toBe("a&b=c %");
  expect(query.get("cursor")).toBe("next page");
  expect(query.has("outcome")).toBe(false);
});

test("a search by part of a name asks for neither case nor accents, as the server's does", () => {
  const payment = samplePayment({ merchant: "Épicerie Zoé" });
  for (const text of ["épicerie", "ÉPICERIE", "epicerie zoe", "Zoé"]) {
    expect(matches({ ...EVERYTHING, text }, payment), text).toBe(true);
  }
  expect(matches({ ...EVERYTHING, text: "zoë b" }, payment)).toBe(false);
});
