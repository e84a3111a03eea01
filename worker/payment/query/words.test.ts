import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldsOf, lineOf, NO_SEARCH } from "./words.ts";

test("one line holds several filters, in any order, and the words of a name", () => {
  expect(fieldsOf("corner >500 2026-11-20 category:travel shop card:aB_3")).toEqual({
    text: "corner shop",
    amount: ">500",
    paid: "2026-11-20",
    category: "travel",
    card: "aB_3",
  });
});

test("bounds of an amount add up, and a space after a sign is none", () => {
  expect(fieldsOf(">100 <200").amount).toBe(">100 <200");
  expect(fieldsOf("> 100 <= $200").amount).toBe(">100 <=$200");
});

test("four digits are a card's, cents are an amount, and a colon in an id is only a colon", () => {
  expect(fieldsOf("9443")).toEqual({ ...NO_SEARCH, text: "9443" });
  expect(fieldsOf("60.16")).toEqual({ ...NO_SEARCH, amount: "60.16" });
  expect(fieldsOf("shop:1795984101-121")).toEqual({ ...NO_SEARCH, text: "shop:1795984101-121" });
});

test("quotes keep a word from being read as a filter; other quotes are part of the name", () => {
  expect(fieldsOf('">500" club').text).toBe(">500 club");
  expect(fieldsOf('Joe "The Fish" Diner').text).toBe('Joe "The Fish" Diner');
  expect(fieldsOf('category:"pet food"').category).toBe("pet food");
});

test("what looks like a filter and cannot be read stays one, so that it is said", () => {
  expect(fieldsOf(">abc")).toEqual({ ...NO_SEARCH, amount: ">abc" });
  expect(fieldsOf("2026-02-31")).toEqual({ ...NO_SEARCH, paid: "2026-02-31" });
});

test("the line of a search leads back to the same search", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9<>=.:$-]{1,12}$/);
  const fields = fc.record({
    text: fc.array(word, { maxLength: 3 }).map((words) => words.join(" ")),
    amount: fc.constantFrom("", ">500", "100", "100..200", ">100 <200", "abc", "$5"),
    paid: fc.constantFrom("", "2026-11-20", "2026-11-18..", "yesterday", "2026-10-25T02:00+01:00..2026-10-25T03:00Z"),
    category: fc.constantFrom("", "travel", "pet food"),
    card: fc.constantFrom("", "c0ffee", "-aB_9"),
  });
  fc.assert(
    fc.property(fields, (search) => {
      expect(fieldsOf(lineOf(search))).toEqual(search);
    }),
    { numRuns: 1000 },
  );
});
