import { expect, test } from "vitest";
import { amountOf, cardOf, categoryOf, dateOf, genderOf, isEmpty, labelOf, numberOf, wallMsOf } from "./cells.ts";

const AT = Date.UTC(2019, 0, 1, 0, 0, 18);

test.each([
  "2019-01-01 00:00:18",
  "2019-01-01T00:00:18",
  "2019-01-01 00:00:18.000000",
  "2019-01-01T00:00:18.123Z",
  "2019-01-01 00:00:18+00:00",
  "2019-01-01 00:00:18+00",
  "2019-01-01 00:00:18-04",
  "2019/01/01 00:00:18",
  "2019-01-01 00:00:18,123",
  // A zone beside the time is ignored: the hour is the card holder's.
  "2019-01-01 00:00:18-08:00",
  " 2019-01-01 00:00:18 ",
  new Date(AT),
  new Date(AT + 500),
  AT,
  AT / 1000,
  BigInt(AT),
  BigInt(AT) * 1000n,
  BigInt(AT) * 1_000_000n,
  String(AT),
  // A spreadsheet's days since 1900.
  43466 + 18 / 86_400,
])("%s is a time on the wall clock", (cell) => {
  expect(wallMsOf(cell)).toBe(AT);
});

test.each(["yesterday", "2019-02-30 10:00:00", "2019-13-01 10:00:00", "2019-01-01", "01/02/2019 00:00", 12, -AT, true])(
  "%s is no time",
  (cell) => {
    expect(wallMsOf(cell)).toBeNull();
  },
);

test.each([
  "1988-03-09",
  "1988/03/09",
  "1988-03-09 00:00:00",
  "1988-03-09T00:00:00.000Z",
  "19880309",
  19880309,
  new Date("1988-03-09"),
  Date.parse("1988-03-09"),
  BigInt(Date.parse("1988-03-09")) * 1000n,
  BigInt(Date.parse("1988-03-09")) * 1_000_000n,
])("%s is a date of birth", (cell) => {
  expect(dateOf(cell)).toBe("1988-03-09");
});

test.each(["09/03/1988", "1988-02-31", "1988", 6642, 573_868_800, "?"])("%s is no date of birth", (cell) => {
  expect(dateOf(cell)).toBeNull();
});

test("a date of birth soon after 1970 is one in microseconds too", () => {
  expect(dateOf(BigInt(Date.parse("1971-06-12")) * 1000n)).toBe("1971-06-12");
});

test("a date of birth before 1970 is one in any form", () => {
  for (const cell of [new Date("1931-12-24"), Date.parse("1931-12-24"), "1931-12-24 00:00:00"]) {
    expect(dateOf(cell)).toBe("1931-12-24");
  }
});

test("labels are read as numbers, texts and booleans, and nothing else is one", () => {
  for (const cell of [1, 1n, 1.0, "1", "1.0", true, "True", "TRUE", "yes", "fraud"]) expect(labelOf(cell)).toBe(1);
  for (const cell of [0, 0n, "0", "0.0", false, "false", "no", "legitimate"]) expect(labelOf(cell)).toBe(0);
  for (const cell of [2, 0.5, "", "maybe", null, Number.NaN]) expect(labelOf(cell)).toBeNull();
});

test("gender is read spelled out, and what is neither is unknown", () => {
  expect(["F", "female", "FEMALE", " f "].map(genderOf)).toEqual(["F", "F", "F", "F"]);
  expect(["M", "Male", "m"].map(genderOf)).toEqual(["M", "M", "M"]);
  expect(["X", "1", "Femail"].map(genderOf)).toEqual([null, null, null]);
});

test("a category is known in any case and with any sign between its words", () => {
  for (const cell of ["misc_net", "MISC_NET", "Misc Net", "misc-net", " misc_net "]) {
    expect(categoryOf(cell)).toBe("misc_net");
  }
  expect(categoryOf("groceries")).toBeNull();
});

test("numbers and amounts are read as text, decimals and whole numbers of any size", () => {
  expect(["4.97", 4.97, 5n, "1,234.50", "1e3", "-81.2", "="].map(numberOf)).toEqual([
    4.97,
    4.97,
    5,
    1234.5,
    1000,
    -81.2,
    null,
  ]);
  expect(["$1,234.50", "$ 4.97", "€4.97", "many", "0x10", "Infinity"].map(amountOf)).toEqual([
    1234.5,
    4.97,
    null,
    null,
    null,
    null,
  ]);
});

test("what a column of single precision, or a decimal made a double, adds to whole cents is left off", () => {
  expect([Math.fround(1012.4), 127 * 0.1, 4.97, 4.975, Math.fround(0.1)].map(amountOf)).toEqual([
    1012.4, 12.7, 4.97, 4.975, 0.1,
  ]);
});

test.each([
  ["2,703,186,189,652,095", "2703186189652095"],
  ["4906628655840914250", "4906628655840914250"],
  [4906628655840914250n, "4906628655840914250"],
  ["2703186189652095.0", "2703186189652095"],
  [2703186189652095, "2703186189652095"],
  ["2.703186189652095E+15", "2703186189652095"],
  ["2703 1861 8965 2095", "2703186189652095"],
  ["'2703186189652095", "2703186189652095"],
  ['="2703186189652095"', "2703186189652095"],
  ["token-a", "token-a"],
])("%s is a card number to its last digit", (cell, number) => {
  expect(cardOf(cell)).toEqual({ number });
});

test.each([
  ["5.12E+15", { known: "512", digits: 16 }],
  ["5,12E+15", { known: "512", digits: 16 }],
  ["512.34E+13", { known: "51234", digits: 16 }],
  ["########", { known: "", digits: 16 }],
  ["************1234", { known: "", digits: 16 }],
  ["XXXX-XXXX-XXXX-1234", { known: "", digits: 16 }],
  ["4.25711E+18", { known: "425711", digits: 19 }],
  ["4.906628655840914e+18", { known: "490662865584091", digits: 19 }],
  ["4906628655840914250.0", { known: "490662865584091", digits: 19 }],
  [Number("4906628655840914250"), { known: "490662865584091", digits: 19 }],
  // Single precision.
  [Math.fround(2703186189652095), { known: "2703186", digits: 16 }],
])("%s is what is left of a card number", (cell, rounded) => {
  expect(cardOf(cell)).toEqual({ rounded });
});

test.each(["1.5E+30", 12.5, -1, Number.POSITIVE_INFINITY])("%s is no card number", (cell) => {
  expect(cardOf(cell)).toBeNull();
});

test("what programs write where there is nothing is nothing", () => {
  for (const cell of [null, undefined, "", " ", Number.NaN, "NaN", "nan", "NULL", "None", "NA", "<NA>", "NaT", "\\N"]) {
    expect(isEmpty(cell), String(cell)).toBe(true);
  }
  for (const cell of [0, false, "0", "Nantes", 0n]) expect(isEmpty(cell), String(cell)).toBe(false);
});
