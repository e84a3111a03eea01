import fc from "fast-check";
import { expect, test } from "vitest";
import { RULE_LENGTH } from "../policy/rule.ts";
import { FACTS } from "./facts.ts";
import { readRule } from "./readRule.ts";

const LISTS = [
  { name: "vip", kind: "card", note: null },
  { name: "shops", kind: "merchant", note: null },
] as const;

const COLUMNS = [
  { name: "channel", kind: "text" },
  { name: "device_age_days", kind: "number" },
] as const;

function problemOf(text: string) {
  const read = readRule(text, LISTS);
  return read.ok ? null : { problem: read.problem, at: text.slice(read.from, read.to) };
}

test.each([
  ["amount > 2000 && hour >= 22", ["amount", "hour"], []],
  ["amount * 2 > 100.5 - 3", ["amount"], []],
  ["card in lists.vip || features.gap < 0.5", ["card", "features.gap"], ["vip"]],
  ['!first_payment && category in ["travel", "home"]', ["first_payment", "category"], []],
  ["amount > (first_payment ? 500 : card_usual_amount * 10)", ["amount", "first_payment", "card_usual_amount"], []],
  ['merchant.lowerAscii().startsWith("amazon") && size(merchant) < 20', ["merchant"], []],
  ["amount % 100 == 0 // round", ["amount"], []],
  ["weekday in [6, 7]", ["weekday"], []],
  ["true", [], []],
])("%s is a condition", (text, reads, lists) => {
  expect(readRule(text, LISTS)).toMatchObject({ ok: true, reads, lists });
});

test.each([
  ['amount == "high"', 'amount is a number and cannot be compared with “"high"”, which is a text', 'amount == "high"'],
  ['amount > "high"', '> compares numbers, and “"high"” is a text', '"high"'],
  ["merchant < 5", "< compares numbers, and merchant is a text", "merchant"],
  ["amout > 5", "there is no fact called amout; perhaps amount", "amout"],
  ["gap > 5", "there is no fact called gap; perhaps features.gap", "gap"],
  ["features.gapp > 5", "there is no feature called gapp; perhaps features.gap", "features.gapp"],
  ["features.is_fraud > 0", "there is no feature called is_fraud", "features.is_fraud"],
  ["is_fraud", "there is no fact called is_fraud", "is_fraud"],
  ["amount + 1", "it is a number and no condition: compare it with something", "amount + 1"],
  ["!amount", "! turns a yes into a no, and amount is a number", "amount"],
  ["amount > 5 && hour", "&& joins conditions, and hour is a number", "hour"],
  ["first_payment ? amount : merchant", "amount is a number and cannot be compared with merchant, which is a text", ""],
  ["merchant in lists.vip", "the list vip holds cards: write card in lists.vip", "merchant"],
  ['"c1" in lists.vip', "the list vip holds cards: write card in lists.vip", '"c1"'],
  ["card in lists.vipp", "there is no list called vipp; perhaps lists.vip", "lists.vipp"],
  ["card in lists.block", "the list block is not for rules: it comes before them anyway", "lists.block"],
  ["lists.vip == card", "a list can stand only behind “in”: card in lists.vip", "lists.vip"],
  ["card in merchant", 'behind “in” stands a list: category in ["travel", "home"], or card in lists.NAME', "merchant"],
  ["amount in [1, merchant]", "amount is a number, and merchant is a text", "merchant"],
  ["amount in []", "the list is empty, so nothing is in it", "[]"],
  ["amount == null", "rules have no null: what is missing meets no condition anyway", "null"],
  ["has(features.gap)", "has is not needed: what is missing meets no condition anyway", "has(features.gap)"],
  ["5u < amount", "rules know numbers, texts, true and false; write it without the letter", "5u"],
  ["amount > 99999999999999999", "the number is too large", "99999999999999999"],
  ["{1: 2} == amount", "rules have no { }", "{1: 2}"],
  ['merchant["a"] == 3', "rules have no [ ] behind a name", 'merchant["a"]'],
  ["merchant.size() > 3", "size stands before the text: size(merchant)", "merchant.size()"],
  ["size(amount) > 3", "size counts the characters of a text, and amount is a number", "amount"],
  ['merchant.startWith("A")', "rules have no startWith(…); perhaps startsWith", 'merchant.startWith("A")'],
  ["startsWith(merchant)", "startsWith stands behind a text: merchant.startsWith(…)", "startsWith(merchant)"],
])("%s is refused in words, with its place", (text, problem, at) => {
  const found = problemOf(text);
  expect(found?.problem).toContain(problem);
  if (at !== "") expect(found?.at).toBe(at);
});

test.each([
  ["amount = 5", "write == to compare", "="],
  ["amount > 5 and hour > 2", "write && for “and”", "and"],
  ["amount ≥ 5", "write >=", "≥"],
  ["category == “travel”", 'write straight quotes: "text"', "“"],
  ["(amount > 5", "something is missing at the end; “)” is expected", ""],
  ["amount >", "something is missing at the end", ""],
  ["amount > 5)", "“)” cannot stand here", ")"],
  ["amount > 5 amount", "“amount” cannot stand here", "amount"],
  ["amount > 5 constructor", "“constructor” cannot stand here", "constructor"],
  ['category == "travel', "the text that begins here has no closing quote", '"travel'],
  ["", "the condition is empty", ""],
  [" \n ", "the condition is empty", " \n "],
])("%s is no condition, and the answer says what to write", (text, problem, at) => {
  expect(problemOf(text)).toEqual({ problem, at });
});

test.each([
  ['merchant.matches("(a+)+$")'],
  ['matches(merchant, "a")'],
  ["[1, 2].all(x, x > 1)"],
  ["[1, 2].exists(x, x > amount)"],
  ["[1].map(x, x)[0] > 1"],
  ["[amount].filter(x, x > 1) == [1]"],
  ["cel.bind(x, amount, x > 1)"],
  ['string(amount) == "5"'],
  ['timestamp("2026-01-01T00:00:00Z").getHours() > 5'],
  ["dyn(amount) > 5"],
  ["type(amount) == double"],
  ["amount.constructor == 5"],
  ["features.__proto__ == 5"],
  ["lists.constructor == 5"],
  ["card in lists.__proto__"],
  ["constructor == 5"],
])("%s is left out of the language", (text) => {
  expect(readRule(text, LISTS).ok).toBe(false);
});

test("a card's number in a rule is refused, so that it is kept nowhere", () => {
  expect(problemOf('card == "4111 1111 1111 1111"')).toEqual({
    problem: "this looks like a card's number, which Vigie never keeps; write the card's id",
    at: "4111 1111 1111 1111",
  });
});

test("a card's number is refused, too, whose digits are written as codes", () => {
  expect(problemOf('merchant == "4111\\x31111 1111 1111"')).toEqual({
    problem: "this looks like a card's number, which Vigie never keeps; write the card's id",
    at: '"4111\\x31111 1111 1111"',
  });
});

test.each([
  ["amount > 1 // \u202e", "a sign that nobody sees (U+202E) stands here; delete it", "\u202e"],
  ["amount\u00a0> 1", "a sign that nobody sees (U+00A0) stands here; write a plain space", "\u00a0"],
  ["\ufeffamount > 1", "a sign that nobody sees (U+FEFF) stands here; delete it", "\ufeff"],
  ['merchant == "a\u0000"', "a sign that nobody sees (U+0000) stands here; delete it", "\u0000"],
  ['merchant == "\ud800"', "this is half a sign", "\ud800"],
])("%j holds what nobody sees, and a rule must be what it looks like", (text, problem, at) => {
  expect(problemOf(text)).toEqual({ problem, at });
});

test("lines, tabs and signs of all languages are no such signs", () => {
  expect(problemOf('amount > 1\r\n\t&& merchant != "Müller 💥 東京"')).toBeNull();
});

test.each([
  ["brackets", `${"(".repeat(900)}true${")".repeat(900)}`],
  ["nots", `${"!".repeat(1_990)}true`],
  ["minuses", `${"-".repeat(1_900)}1 < amount`],
  ["sums", `${"1+".repeat(900)}1 > amount`],
  ["lists", `amount in ${"[".repeat(900)}1${"]".repeat(900)}`],
  ["list values", `amount in [${"1,".repeat(900)}1]`],
  ["choices", `${"true?".repeat(300)}true${":true".repeat(90)}`],
  ["points", `features${".a".repeat(900)} > 1`],
  ["too many characters", `amount > 1${" ".repeat(RULE_LENGTH)}`],
])("hostile %s are refused, and nothing breaks", (_, text) => {
  expect(problemOf(text)?.problem).toMatch(/more than|longer|too (long|many)|cannot|missing|can follow/);
});

test("no text makes the reader throw, and each problem has a place within the text", () => {
  const words = [...FACTS.map(({ name }) => name), "features.gap", "lists.vip", "in", "&&", "||", "!", "==", "(", ")"];
  const pieces = [
    ...words,
    "toString",
    "[",
    "]",
    "?",
    ":",
    ".",
    ",",
    "<",
    "5",
    "0x",
    "1e",
    '"a"',
    "'",
    "\\",
    "r'",
    'b"',
    "//",
    "\n",
  ];
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(" ")),
    fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const read = readRule(text, LISTS);
      if (read.ok) return;
      expect(read.problem.length).toBeGreaterThan(5);
      expect(read.problem).not.toMatch(/overload|dyn|bool|string|double|RPAREN|EOF|undefined/);
      expect(0 <= read.from && read.from <= read.to && read.to <= text.length, JSON.stringify([text, read])).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['extra.channel == "app"', ["extra.channel"]],
  ["extra.device_age_days * 2 < 7 && amount > 5", ["extra.device_age_days", "amount"]],
  ['extra.channel in ["app", "web"] || extra.channel.startsWith("a")', ["extra.channel"]],
])("%s asks for columns that are declared", (text, reads) => {
  expect(readRule(text, LISTS, COLUMNS)).toMatchObject({ ok: true, reads });
});

test.each([
  ['extra.chanel == "app"', "there is no column called chanel; perhaps extra.channel", "extra.chanel"],
  ["extra.zebra > 1", "there is no column called zebra; declare it on the page Sources first", "extra.zebra"],
  [
    "extra.constructor > 1",
    "there is no column called constructor; declare it on the page Sources first",
    "extra.constructor",
  ],
  ['channel == "app"', "there is no fact called channel; perhaps extra.channel", "channel"],
  ["extra.channel > 3", "> compares numbers, and extra.channel is a text", "extra.channel"],
  ["extra > 3", "a column's name is missing: extra.NAME", "extra"],
  ["extra.channel in lists.vip", "the list vip holds cards: write card in lists.vip", "extra.channel"],
])("%s is refused in words", (text, problem, at) => {
  const read = readRule(text, LISTS, COLUMNS);
  expect(read.ok ? null : { problem: read.problem, at: text.slice(read.from, read.to) }).toEqual({ problem, at });
});
