import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { readCategory } from "./category.ts";
import { asKnown, categoryTable, NO_CATEGORIES } from "./knownAs.ts";
import type { Payment } from "./payment.ts";

function read(changes: Partial<Payment>, categories: Record<string, string> = {}): string {
  return readCategory(asKnown(payment(changes), categoryTable(categories)));
}

test("a category that people have mapped is read as theirs, in whatever case, and stays with the payment", () => {
  const table = categoryTable({ "Electronics & Toys": "shopping_pos" });
  for (const category of ["Electronics & Toys", "ELECTRONICS & TOYS", "electronics & toys"]) {
    expect(asKnown(payment({ category }), table)).toMatchObject({ category, knownAs: "shopping_pos" });
  }
  expect(asKnown(payment({ category: "Lottery" }), table)).not.toHaveProperty("knownAs");
});

test("one of the model's own categories is not read as another", () => {
  expect(read({ category: "travel", mcc: "5812" }, { travel: "home", "5812": "misc_pos" })).toBe("travel");
});

test("an unknown category is read by the merchant's code, where nobody has mapped it", () => {
  expect(read({ category: "Electronics", mcc: "5732" })).toBe("shopping_pos");
  expect(read({ category: "Electronics", mcc: "5732" }, { electronics: "misc_pos" })).toBe("misc_pos");
  expect(read({ category: "Electronics", mcc: "5732" }, { "5732": "home" })).toBe("home");
});

test("people's word on a code goes before the shipped table, where the code is all that there is", () => {
  // The door has put the shipped category there.
  expect(read({ category: "shopping_pos", mcc: "5732" }, { "5732": "home" })).toBe("home");
  expect(read({ category: "", mcc: "9999" }, { "9999": "home" })).toBe("home");
  expect(read({ category: "", mcc: "9999" })).toBe("");
});

test("a payment that needs no other word is the same payment", () => {
  const one = payment({ category: "travel" });
  expect(asKnown(one, NO_CATEGORIES)).toBe(one);
  const none = payment({ category: "" });
  expect(asKnown(none, categoryTable({ a: "home" }))).toBe(none);
});
