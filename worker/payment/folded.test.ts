import { expect, test } from "vitest";
import { folded } from "./folded.ts";

test.each([
  ["Épicerie Zoé", "epicerie zoe"],
  ["E\u0301PICERIE ZOE\u0301", "epicerie zoe"],
  ["STRAẞE Straße", "strasse strasse"],
  ["Ærøskøbing Łódź Œuvre", "aeroskobing lodz oeuvre"],
  ["İstanbul ılık", "istanbul ilik"],
  ["ΣΊΣΥΦΟΣ", "σισυφοσ"],
  ["МАГАЗИН Ёлка", "магазин елка"],
  ["カフェ ガ", "カフェ ガ"],
  ["서울", "서울"],
  ["O'Hare & Sons 100%", "o'hare & sons 100%"],
])("%s is compared as %s", (text, plain) => {
  expect(folded(text)).toBe(plain);
  expect(folded(plain)).toBe(plain);
});
