// Each damage that spreadsheets and data frames do, as a person's file would have it: read where it has one meaning, refused with a
// sentence where it took something away.
import { expect, test } from "vitest";
import { amountReading, decimalsIn } from "./amounts.ts";
import { type Field, readCell } from "./fields.ts";
import { dateReading, momentReading, orderIn } from "./moments.ts";
import { type Habits, NO_HABITS, sheetError } from "./reading.ts";

const read = (field: Field, cell: unknown, habits: Partial<Habits> = {}, currency: string | null = null) =>
  readCell(field, cell, { ...NO_HABITS, ...habits }, currency);

test.each([
  ["4.11111E+15", /lost digits of the card number.*format the column as text/],
  ["4,11111E+15", /lost digits/],
  ["4.906628655840914e+18", /lost digits/],
  [Number("4906628655840914250"), /lost digits/],
  ["4906628655840914250.0", /lost digits/],
  ["************1234", /hides digits.*cannot be told apart/],
  ["XXXX-XXXX-XXXX-1234", /hides digits/],
])("card number %s: what is lost is said", (cell, sentence) => {
  expect(read("cc_num", cell)).toEqual({ problem: expect.stringMatching(sentence) });
});

test.each([
  ["2703186189652095.0", "2703186189652095"],
  ["2.703186189652095E+15", "2703186189652095"],
  ["'2703186189652095", "2703186189652095"],
  ['="2703186189652095"', "2703186189652095"],
  ["2703 1861 8965 2095", "2703186189652095"],
])("card number %s is whole, and is read and said", (cell, value) => {
  expect(read("cc_num", cell)).toEqual({ value, undone: expect.any(String) });
});

test("a whole card number, also one above 2^53, is nothing to speak of", () => {
  expect(read("cc_num", "4906628655840914250")).toEqual({ value: "4906628655840914250" });
});

test.each([
  ["1.23457E+15", /lost digits/],
  ["1E+18", /lost digits/],
  [2 ** 60, /lost digits/],
])("id %s: what is lost is said", (cell, sentence) => {
  for (const field of ["trans_num", "card", "refund_of"] as const) {
    expect(read(field, cell)).toEqual({ problem: expect.stringMatching(sentence) });
  }
});

test("an id that only looks like a number with an exponent stays as it is", () => {
  for (const id of ["12e5", "3e10", "1e5f"]) expect(read("trans_num", id)).toEqual({ value: id });
});

test("a .0 behind ids is a data frame's where every id of the column has one, and a part of the id where some have not", () => {
  expect(read("trans_num", "1042.0", { allPointZero: true })).toEqual({ value: "1042", undone: expect.any(String) });
  expect(read("trans_num", "1042.0")).toEqual({ value: "1042.0" });
});

test("an apostrophe before an id, or a formula around it, is the spreadsheet's", () => {
  expect(read("trans_num", "'0042")).toEqual({ value: "0042", undone: expect.any(String) });
  expect(read("trans_num", '="0042"')).toEqual({ value: "0042", undone: expect.any(String) });
});

test("codes of a known length get back their leading zeros", () => {
  expect(read("mcc", "742")).toEqual({ value: "0742", undone: expect.stringContaining("leading zeros") });
  expect(read("mcc", "742.0")).toEqual({ value: "0742", undone: expect.stringContaining("leading zeros") });
  expect(read("last4", 42)).toEqual({ value: "0042", undone: expect.stringContaining("leading zeros") });
  expect(read("mcc", "5732")).toEqual({ value: "5732" });
});

test.each([
  ["12.34", "12.34"],
  ["12", "12"],
  ["-12.34", "-12.34"],
  [12.5, "12.5"],
  [-3, "-3"],
])("amount %s is nothing to speak of", (cell, value) => {
  expect(amountReading(cell, NO_HABITS, null)).toEqual({ value });
});

test.each([
  ["12,34", "12.34"],
  ["1.234,50", "1234.50"],
  ["1,234.50", "1234.50"],
  ["1'234.50", "1234.50"],
  ["1 234,50", "1234.50"],
  ["1\u202f234,50", "1234.50"],
  ["1,234,567", "1234567"],
  ["(12.34)", "-12.34"],
  ["12.34-", "-12.34"],
  ["−12.34", "-12.34"],
  ["0,500", "0.500"],
])("amount %s has one meaning, and is read and said", (cell, value) => {
  expect(amountReading(cell, NO_HABITS, null)).toMatchObject({ value, undone: expect.any(String) });
});

test.each([
  ["€12,50", "12.50", "EUR"],
  ["12.50 EUR", "12.50", "EUR"],
  ["-£1,234.50", "-1234.50", "GBP"],
  ["US$ 5.00", "5.00", "USD"],
  ["CHF 1'234.50", "1234.50", "CHF"],
])("the currency beside %s is the payment's", (cell, value, currency) => {
  expect(amountReading(cell, NO_HABITS, null)).toMatchObject({ value, currency });
});

test("a sign of several currencies needs to be told, and a contradiction is refused", () => {
  expect(amountReading("$12.50", NO_HABITS, null)).toEqual({ problem: expect.stringMatching(/sign \$.*--currency/) });
  expect(amountReading("$12.50", NO_HABITS, "CAD")).toMatchObject({ value: "12.50" });
  expect(amountReading("€12.50", NO_HABITS, "USD")).toEqual({ problem: expect.stringContaining("is in EUR") });
});

test("1,234 is a thousand or one and a bit: the column says which, or a person", () => {
  expect(amountReading("1,234", NO_HABITS, null)).toEqual({ problem: expect.stringContaining("--decimals comma") });
  expect(amountReading("1,234", { ...NO_HABITS, decimals: "point" }, null)).toMatchObject({ value: "1234" });
  expect(amountReading("1,234", { ...NO_HABITS, decimals: "comma" }, null)).toMatchObject({ value: "1.234" });
  expect(amountReading("1.234", { ...NO_HABITS, decimals: "comma" }, null)).toMatchObject({ value: "1234" });
  expect(amountReading("1,234", { ...NO_HABITS, decimals: "both" }, null)).toEqual({
    problem: expect.stringContaining("some rows"),
  });
  expect(amountReading("9,99", { ...NO_HABITS, decimals: "both" }, null)).toMatchObject({ value: "9.99" });
});

test("what a cell shows of its column's decimal sign", () => {
  expect(["12,5", "1.234,50", "0,123", "1.234.567"].map(decimalsIn)).toEqual(["comma", "comma", "comma", "comma"]);
  expect(["12.5", "1,234.50", "1,234,567", "$ 9.99"].map(decimalsIn)).toEqual(["point", "point", "point", "point"]);
  expect(["1,234", "1.234", "12", "", 12.5].map(decimalsIn)).toEqual([null, null, null, null, null]);
});

test.each(["1.2E+5", "twelve", "12.3.4", "1,23,4"])("%s is no amount, and says why", (cell) => {
  expect(amountReading(cell, NO_HABITS, null)).toEqual({
    problem: expect.stringMatching(/exponent|is not an amount|some rows/),
  });
});

test("an amount in smallest units that a data frame made a fraction is whole again", () => {
  expect(read("amount_minor", "1250.0")).toMatchObject({ value: "1250" });
});

test.each([
  ["2026-03-04 10:00:00", undefined],
  ["2026-03-04T10:00:00Z", undefined],
  ["2026-03-04T10:00:00+01:00", undefined],
  ["1772618400000", undefined],
])("time %s is left to the door", (cell) => {
  expect(momentReading(cell, NO_HABITS)).not.toHaveProperty("undone");
  expect(momentReading(cell, NO_HABITS)).toHaveProperty("value");
});

test.each([
  ["46085.5", "2026-03-04T12:00:00"],
  ["46085,5", "2026-03-04T12:00:00"],
  [46085.25, "2026-03-04T06:00:00"],
  ["1772618400", 1772618400000],
  ["1772618400000000", 1772618400000],
  ["1772618400000000000", 1772618400000],
  ["04.03.2026 10:00", "2026-03-04T10:00:00"],
  ["2026-3-4 9:05", "2026-03-04T09:05:00"],
])("time %s has one meaning, and is read and said", (cell, value) => {
  expect(momentReading(cell, NO_HABITS)).toEqual({ value, undone: expect.any(String) });
});

test("03/04/2026 is a day of March or of April: the column says which, or a person", () => {
  expect(momentReading("03/04/2026 10:00", NO_HABITS)).toEqual({
    problem: expect.stringContaining("--dates day-first"),
  });
  expect(momentReading("03/04/2026 10:00", { dates: "day-first" })).toMatchObject({ value: "2026-04-03T10:00:00" });
  expect(momentReading("3/4/2026 10:00:05 PM", { dates: "month-first" })).toMatchObject({
    value: "2026-03-04T22:00:05",
  });
  expect(momentReading("3/4/2026 12:05 AM", { dates: "month-first" })).toMatchObject({ value: "2026-03-04T00:05:00" });
  expect(momentReading("03/04/2026 10:00", { dates: "both" })).toEqual({
    problem: expect.stringContaining("both in other rows"),
  });
  expect(momentReading("25/04/2026 10:00", { dates: "both" })).toMatchObject({ value: "2026-04-25T10:00:00" });
});

test("what a cell shows of the order of day and month", () => {
  expect(["13/04/2026 10:00", "04/13/2026 10:00", "04/05/2026", "2026-03-04", "13.04.2026"].map(orderIn)).toEqual([
    "day-first",
    "month-first",
    null,
    null,
    null,
  ]);
});

test.each([
  ["46085", /without a time of day/],
  ["03/04/2026", /without a time of day/],
  ["14:00.0", /only minutes and seconds/],
  ["03/04/26 10:00", /two digits/],
])("time %s has lost something, and says what", (cell, sentence) => {
  expect(momentReading(cell, NO_HABITS)).toEqual({ problem: expect.stringMatching(sentence) });
});

test("a date of birth that a spreadsheet wrote is read, and one that nobody can read is left to the door", () => {
  expect(dateReading("32211", NO_HABITS)).toMatchObject({ value: "1988-03-09" });
  expect(dateReading("9/3/1988", { dates: "day-first" })).toMatchObject({ value: "1988-03-09" });
  expect(dateReading("9/3/1988", NO_HABITS)).toEqual({ value: "9/3/1988" });
  expect(dateReading("1988-03-09", NO_HABITS)).toEqual({ value: "1988-03-09" });
});

test("names with letters that were encoded twice are read right, and lost letters are said", () => {
  expect(read("merchant", "CafÃ© ZoÃ«")).toEqual({ value: "Café Zoë", undone: expect.any(String) });
  expect(read("merchant", "Joeâ€™s")).toEqual({ value: "Joe’s", undone: expect.any(String) });
  expect(read("merchant", "Ångström Ãlgen")).toEqual({ value: "Ångström Ãlgen" });
  expect(read("merchant", "Caf\uFFFD")).toEqual({ problem: expect.stringContaining("letters that were lost") });
});

test.each(["nan", "NaN", "NaT", "None", "<NA>", "NULL", "#N/A", "", null])("%s is nothing, in any field", (cell) => {
  for (const field of ["trans_num", "cc_num", "amt", "current_time", "merchant"] as const) {
    expect(read(field, cell)).toEqual({ value: null });
  }
});

test.each(["########", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"])(
  "%s is what a spreadsheet shows, and no value",
  (cell) => {
    expect(sheetError(cell)).toMatch(/spreadsheet|too narrow/);
  },
);

test("no value of a payment is taken for a spreadsheet's error", () => {
  for (const cell of ["#1 Diner", "##", "12.34", 5, null]) expect(sheetError(cell)).toBeNull();
});

test("labels are read in every spelling", () => {
  expect(["TRUE", "1.0", "yes", 0, "FALSE"].map((cell) => read("is_fraud", cell))).toEqual([
    { value: 1 },
    { value: 1 },
    { value: 1 },
    { value: 0 },
    { value: 0 },
  ]);
  expect(read("is_fraud", "perhaps")).toEqual({ value: "perhaps" });
});
