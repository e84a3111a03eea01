import { expect, test } from "vitest";
import { categoryOfMcc, MCC_TABLE } from "./mcc.ts";
import { CATEGORIES } from "./payment.ts";

test.for([
  ["5411", "grocery_pos"],
  ["5812", "food_dining"],
  ["5541", "gas_transport"],
  ["5732", "shopping_pos"],
  ["5912", "health_fitness"],
  ["7230", "personal_care"],
  ["3058", "travel"],
  ["3501", "travel"],
  ["4722", "travel"],
  ["7832", "entertainment"],
  ["0742", "kids_pets"],
  ["5964", "shopping_net"],
  ["4816", "misc_net"],
  ["5200", "home"],
  ["9399", "misc_pos"],
] as const)("merchant category code %s is read as %s", ([mcc, category]) => {
  expect(categoryOfMcc(mcc)).toBe(category);
});

test("a code within a range may be something else", () => {
  expect(categoryOfMcc("5944")).toBe("shopping_pos");
  expect(categoryOfMcc("5945")).toBe("kids_pets");
  expect(categoryOfMcc("7997")).toBe("health_fitness");
  expect(categoryOfMcc("5641")).toBe("kids_pets");
});

test("a code that nobody has is in no category", () => {
  for (const mcc of ["0000", "9999", "6999", "742", "", "54110", "constructor"]) expect(categoryOfMcc(mcc)).toBeNull();
});

test("the table is whole: four digits, no range over another, and every category but the one that codes cannot tell", () => {
  const ranges = MCC_TABLE.filter(({ from, to }) => from !== to);
  for (const { from, to } of MCC_TABLE) {
    expect(`${from} ${to}`).toMatch(/^\d{4} \d{4}$/);
    expect(from <= to, from).toBe(true);
  }
  for (const one of ranges) {
    const over = ranges.filter((other) => other !== one && other.from <= one.to && one.from <= other.to);
    expect(over, `${one.from}-${one.to}`).toEqual([]);
  }
  const singles = MCC_TABLE.filter(({ from, to }) => from === to).map(({ from }) => from);
  expect(new Set(singles).size).toBe(singles.length);
  const known = new Set(MCC_TABLE.map(({ category }) => category));
  expect(CATEGORIES.filter((category) => !known.has(category))).toEqual(["grocery_net"]);
});
