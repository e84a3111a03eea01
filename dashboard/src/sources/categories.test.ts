import { expect, test } from "vitest";
import { codesOf, entriesIn, entryOf, mccRows, withEntry, withoutEntry } from "./categories.ts";

test("a category that the model knows needs no entry, and any other is taken as it is written", () => {
  expect(entryOf("  Electronics &  Toys ")).toEqual({ ok: true, from: "Electronics & Toys" });
  expect(entryOf("Grocery_POS")).toMatchObject({ problem: "The model knows grocery_pos, and reads it as it is." });
  expect(entryOf(" ")).toMatchObject({ ok: false });
  expect(entryOf("x".repeat(65))).toMatchObject({ ok: false });
});

test("an entry takes the place of one that differs only in its capitals or accents", () => {
  expect(withEntry({ Épicerie: "misc_net" }, "epicerie", "grocery_pos")).toEqual({ epicerie: "grocery_pos" });
  expect(withEntry({ Toys: "misc_net", "5732": "home" }, "toys", "kids_pets")).toEqual({
    "5732": "home",
    toys: "kids_pets",
  });
  expect(withoutEntry({ Toys: "misc_net", "5732": "home" }, "Toys")).toEqual({ "5732": "home" });
  expect(entriesIn({ "5732": "home", zoo: "misc_pos", Books: "misc_net" }).map(([from]) => from)).toEqual([
    "Books",
    "zoo",
    "5732",
  ]);
});

test("the shipped codes are found by their number, also within a range, and by a word", () => {
  expect(mccRows("3555").map(codesOf)).toEqual(["3501 to 3999"]);
  expect(mccRows(" HOTELS ").length).toBeGreaterThan(0);
  expect(mccRows("").length).toBeGreaterThan(100);
  expect(mccRows("no such thing")).toEqual([]);
  expect(mccRows("35").every(({ from, to }) => from <= "3599" && to >= "3500")).toBe(true);
});
