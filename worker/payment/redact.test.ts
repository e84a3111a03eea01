import fc from "fast-check";
import { expect, test } from "vitest";
import { feedRow } from "../../test/rows.ts";
import { admit } from "./admit.ts";
import { shownId, snippetOf } from "./redact.ts";

const DOOR = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: Date.UTC(2026, 10, 20, 11) };

function columnsOf(changes: Record<string, unknown>): Record<string, unknown> {
  return { ...feedRow({ trans_num: "p-1" }), ...changes };
}

test("a snippet shows what helps to find the fault", () => {
  expect(JSON.parse(snippetOf(columnsOf({ amt: "twelve" })))).toEqual({
    trans_num: "p-1",
    merchant: "fraud_Plum, Pear and Sons",
    category: "grocery_pos",
    amt: "twelve",
    is_fraud: 0,
    current_time: Date.UTC(2026, 10, 20, 10),
  });
});

test("an id in hexadecimal stays whole, however many digits stand in a row", () => {
  expect(shownId(columnsOf({ trans_num: "16bf2e46123456789012345649506425" }))).toBe(
    "16bf2e46123456789012345649506425",
  );
});

test("so does one of a row whose own card number is missing or damaged", () => {
  for (const cc_num of [undefined, null, "", "none", 7]) {
    expect(shownId(columnsOf({ cc_num, trans_num: "16bf2e46123456789012345649506425" }))).toBe(
      "16bf2e46123456789012345649506425",
    );
  }
});

test("a card number that slipped into the id is masked", () => {
  expect(shownId(columnsOf({ trans_num: "4000123412341234567" }))).toBe("•••• 4567");
  expect(shownId(columnsOf({ trans_num: `${"a".repeat(13)}4000123412341234567` }))).not.toContain(
    "4000123412341234567",
  );
});

test("numbers as long as a card number are masked too, but for times", () => {
  const { amt, current_time } = JSON.parse(
    snippetOf(columnsOf({ amt: 4000123412341234, current_time: 1730134684025 })),
  );
  expect(amt).toBe("•••• 1234");
  expect(current_time).toBe(1730134684025);
});

test.each(["trans_num", "merchant", "category", "amt", "is_fraud", "current_time"])(
  "a card number of 13 digits in %s is masked, as text and as a number",
  (column) => {
    for (const value of ["4222222222222", 4222222222222, "4222 2222 22222", "x 4222222222222"]) {
      const row = columnsOf({ [column]: value });
      const told = `${snippetOf(row)} ${shownId(row)}`;
      expect(told).not.toMatch(/4222 ?2222 ?22222/);
      expect(told).toContain("•••• 2222");
    }
  },
);

test("a card number that looks like a time is masked in its own row, and other times stay", () => {
  for (const value of ["1730134684025", 1730134684025, "1730134684025.5"]) {
    expect(snippetOf(columnsOf({ cc_num: "1730134684025", current_time: value }))).not.toContain("1730134684025");
    expect(snippetOf(columnsOf({ current_time: value }))).toContain(String(value));
  }
});

test("lists and objects are not shown", () => {
  expect(snippetOf(columnsOf({ merchant: { last: "Quickfeather" } }))).toContain('"merchant":"(a list or an object)"');
});

test("a snippet has 500 characters at most, and no half ones", () => {
  const snippet = snippetOf(columnsOf({ trans_num: "x", merchant: `${"y".repeat(10)}${"😀".repeat(900)}` }));
  expect(snippet.length).toBeGreaterThan(490);
  expect(snippet.length).toBeLessThanOrEqual(500);
  expect(snippet.isWellFormed()).toBe(true);
});

test("no reject ever holds the card number, the name or the street, wherever in the row they stand", () => {
  const cardNumber = fc.bigInt(10n ** 10n, 10n ** 19n - 1n).map(String);
  // Names that cannot be part of anything else in a reject.
  const name = fc.stringMatching(/^[A-Z]ß[a-z]{1,8}[' -]?[a-z]{0,5}é$/);
  const person = fc.record({
    cc_num: cardNumber,
    first: name,
    last: name,
    street: name.map((text) => `12 ${text} Lane`),
  });
  const shownColumn = fc.constantFrom("trans_num", "merchant", "category", "amt", "is_fraud", "current_time");
  const leak = fc.tuple(
    shownColumn,
    fc.constantFrom("cc_num", "first", "last", "street"),
    fc.constantFrom("", "x ", " 7"),
  );
  fc.assert(
    fc.property(person, fc.array(leak, { minLength: 1 }), fc.boolean(), (secret, leaks, asNumber) => {
      const changes: Record<string, unknown> = { ...secret, amt: "none" };
      if (asNumber && Number.isSafeInteger(Number(secret.cc_num))) changes.current_time = Number(secret.cc_num);
      for (const [column, from, around] of leaks) changes[column] = around + secret[from] + around;
      const admission = admit({ columns: columnsOf(changes) }, DOOR);
      const told = admission.ok ? "" : JSON.stringify(admission.reject);
      expect(admission.ok).toBe(false);
      expect(told).not.toContain(secret.cc_num);
      for (const text of [secret.first, secret.last, secret.street]) expect(told).not.toContain(text);
    }),
    { numRuns: 500 },
  );
});
