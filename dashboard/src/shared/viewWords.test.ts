import { expect, test } from "vitest";
import { samplePayment } from "../board/sample.ts";
import { EVERYTHING, type View } from "./view.ts";
import { filtersInWords, placeInWords } from "./viewWords.ts";

const words = (filters: Partial<View>, last4: string | null = null) =>
  filtersInWords({ ...EVERYTHING, ...filters }, "Europe/Paris", last4).map(({ words }) => words);

test("each filter is named for people", () => {
  expect(words({ amount: "100..200", paid: "2026-11-20", category: "grocery_pos", card: "c0ffee" }, "1234")).toEqual([
    "Amount 100–200",
    "Paid on 20 Nov 2026",
    "In-store groceries",
    "Card •••• 1234",
  ]);
  expect(words({ card: "c0ffee" })).toEqual(["Card c0ffee"]);
  expect(words({ card: "c0ffee" }, "")).toEqual(["Card c0ffee"]);
  expect(words({ outcome: "flagged", text: "travel", sort: "score" })).toEqual([]);
});

test("an hour is told by the clocks of the reports, and its day once", () => {
  expect(words({ paid: "2026-11-20T14:00+01:00..2026-11-20T14:00:00Z" })).toEqual(["Paid 20 Nov 2026, 14:00 to 15:00"]);
  expect(words({ paid: "2026-11-20T22:00Z..2026-11-20T23:00Z" })).toEqual([
    "Paid 20 Nov 2026, 23:00 to 21 Nov 2026, 00:00",
  ]);
});

test("days may be open at either end, and what cannot be read is shown as it is", () => {
  expect(words({ paid: "2026-11-18..2026-11-20" })).toEqual(["Paid 18 Nov 2026 to 20 Nov 2026"]);
  expect(words({ paid: "2026-11-18.." })).toEqual(["Paid since 18 Nov 2026"]);
  expect(words({ paid: "..2026-11-18" })).toEqual(["Paid until 18 Nov 2026"]);
  expect(words({ paid: "yesterday" })).toEqual(["Paid yesterday"]);
});

test("how far a search came is told by what the list is sorted by", () => {
  const place = samplePayment({ amount: "12.30", score: 0.03 });
  const far = (sorting: Partial<View>) => placeInWords({ ...EVERYTHING, ...sorting }, place, "UTC");
  expect(far({})).toBe("back to 20 Nov 2026, 10:00");
  expect(far({ sort: "amount" })).toBe("down to $12.30");
  expect(far({ sort: "score", order: "asc" })).toBe("up to the score 3\u00a0%");
});
