import fc from "fast-check";
import { expect, test } from "vitest";
import { AMOUNT_PATTERN, isWithin, looksLikeAmount, readAmount, signIn } from "./amount.ts";

test.each([
  [">500", 50_001, null],
  [">=500", 50_000, null],
  ["≥ 500".replace(" ", ""), 50_000, null],
  ["<20", null, 1_999],
  ["<=20.5", null, 2_050],
  ["100..200", 10_000, 20_000],
  ["$100..$200", 10_000, 20_000],
  [">€500", 50_001, null],
  ["¥100..¥200", 10_000, 20_000],
  ["100..", 10_000, null],
  ["..200", null, 20_000],
  ["=60.16", 6_016, 6_016],
  ["60.16", 6_016, 6_016],
  ["60", 6_000, 6_000],
  [">100 <=200", 10_001, 20_000],
])("%s is a range of cents", (text, fromCents, toCents) => {
  expect(readAmount(text)).toEqual({ ok: true, value: { fromCents, toCents } });
});

test.each(["", " ", ">", "..", "abc", ">abc", "1,000", "1e3", "0x10", "-5", "60.161", "1..2..3", "9".repeat(13)])(
  "“%s” is no amount, and the answer says what to write",
  (text) => {
    const read = readAmount(text);
    expect(read).toEqual({ ok: false, problem: expect.stringContaining("write >500, <20, 100..200 or =60.16") });
  },
);

test("a range that is written backwards is the same range", () => {
  expect(readAmount("200..100")).toEqual(readAmount("100..200"));
});

test("the description allows what can be read, and nothing else", () => {
  const pattern = new RegExp(AMOUNT_PATTERN);
  fc.assert(
    fc.property(fc.stringMatching(/^[<>=$.\d ]{1,12}$/), (text) => {
      if (/^ | $| {2}/.test(text)) return;
      expect(readAmount(text).ok, text).toBe(pattern.test(text));
    }),
    { numRuns: 2000 },
  );
});

test("both ends of a range count", () => {
  const range = { fromCents: 100, toCents: 200 };
  expect([99, 100, 150, 200, 201].map((cents) => isWithin(range, cents))).toEqual([false, true, true, true, false]);
});

test("a word looks like an amount by its sign, its cents or its dots, and a card's last digits do not", () => {
  const words = [">500", "<", "=5", "$12", "12.50", "100..200", "..20", "20.."];
  expect(words.filter((word) => !looksLikeAmount(word))).toEqual([]);
  expect(["9443", "7-11", "..", "...", "a..b", "2026-11-20", "12.505", "1=1"].filter(looksLikeAmount)).toEqual([]);
});

test("a currency's sign makes an amount of a word, and tells which money is meant", () => {
  for (const word of ["€500", ">€500", "£20..", "..¥200", "$5"]) expect(looksLikeAmount(word), word).toBe(true);
  expect(["€500", "> $20", "20..30"].map(signIn)).toEqual(["€", "$", null]);
});
