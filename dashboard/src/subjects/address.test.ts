import { expect, test } from "vitest";
import { subjectHref } from "../../../worker/wire/pages.ts";
import { addressOf, EVERYTHING, listHref } from "./address.ts";

test("the address of a card or merchant leads to it, whatever its name", () => {
  for (const name of ["Plum & Pear", "A/B?c#d", "Épicerie 100%", "東京 \u{1F4B3}", "#/x", "?sort=last"]) {
    const href = subjectHref("merchant", name);
    expect(href).toMatch(/^\/merchants#\//);
    expect(addressOf(href.slice(href.indexOf("#")))).toEqual({ one: name });
  }
  expect(subjectHref("card", "0Dw4jUgI4yrYBHx4Eu5CEL")).toBe("/cards#/0Dw4jUgI4yrYBHx4Eu5CEL");
  // Half a letter is no reason to fail.
  expect(subjectHref("merchant", "a\uD83D")).toBe("/merchants#/a%EF%BF%BD");
  expect(addressOf("#/100%")).toEqual({ one: "100%" });
});

test("a list keeps its order and search in the address", () => {
  for (const list of [EVERYTHING, { sort: "declines" as const, q: "" }, { sort: "last" as const, q: "a&b=c" }])
    expect(addressOf(listHref(list))).toEqual({ list });
  expect(addressOf("#?sort=size")).toEqual({ list: EVERYTHING });
  expect(addressOf("#/")).toEqual({ list: EVERYTHING });
  expect(addressOf("#subjects")).toBeNull();
});
