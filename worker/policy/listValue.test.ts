import { expect, test } from "vitest";
import type { ListKind } from "./lists.ts";
import { readValue } from "./listValue.ts";

const asKept = (kind: ListKind, text: string) => {
  const read = readValue(kind, text);
  return read.ok ? read.value : null;
};

test("a source is how payments come, or the name of one that sends them", () => {
  expect(["poll", " push ", "Stripe", "my-shop_2"].map((text) => asKept("source", text))).toEqual([
    ...["poll", "push", "stripe", "my-shop_2"],
  ]);
  for (const text of ["", "9shop", "my shop", "x".repeat(41)]) expect(asKept("source", text)).toBeNull();
});

test("first digits are six to eight, and a whole number is refused without repeating it", () => {
  expect(["497010", " 49701012 "].map((text) => asKept("bin", text))).toEqual(["497010", "49701012"]);
  for (const text of ["49701", "497010123", "4970x0", "-497010"]) expect(asKept("bin", text)).toBeNull();
  const number = "4111111111111111";
  const refused = readValue("bin", number);
  expect(refused).toMatchObject({ ok: false, problem: expect.stringContaining("looks like a card's number") });
  expect(JSON.stringify(refused)).not.toContain(number);
});

test("a country is two letters in any case", () => {
  expect(["fr", "DE"].map((text) => asKept("country", text))).toEqual(["FR", "DE"]);
  for (const text of ["FRA", "F", "25", "France"]) expect(asKept("country", text)).toBeNull();
});
