import { expect, test } from "vitest";
import { countWords, declinesWords, leftOutWords, lookedAtWords, truthWords, usualWords } from "./words.ts";

const NONE = {
  payments: 0,
  amount: "0.00",
  reviews: 0,
  declines: 0,
  declinedShare: null,
  frauds: 0,
  fraudAmount: "0.00",
  legitimate: 0,
};

test("a window that was not looked through says at least", () => {
  expect(countWords(1_200, { isWhole: true })).toBe("1,200");
  expect(countWords(1_000, { isWhole: false })).toBe("≥ 1,000");
  const window = { ...NONE, window: "7d" as const, isWhole: true };
  expect(declinesWords({ ...window, payments: 8, declines: 2, declinedShare: 0.25 })).toBe("2 (25\u00a0%)");
  expect(declinesWords(window)).toBe("0");
});

test("usual amounts are a sentence in the currency", () => {
  const usual = { payments: 9, lowerQuartile: "12.00", median: "25.00", upperQuartile: "54.00", largest: "1900.00" };
  expect(usualWords(usual, "EUR")).toBe(
    "Half of the payments are between €12.00 and €54.00, the one in the middle is €25.00, and the largest is €1,900.00.",
  );
  const same = { payments: 2, lowerQuartile: "5000", median: "5000", upperQuartile: "5000", largest: "5000" };
  expect(usualWords(same, "JPY")).toBe("Every payment was ¥5,000.");
  expect(usualWords(null, "USD")).toBe("No amount of it is known here.");
});

test("payments without a rate are told, since no sum has them", () => {
  const usual = { payments: 2, lowerQuartile: "1.00", median: "1.00", upperQuartile: "1.00", largest: "1.00" };
  const lookedAt = { payments: 2, since: null, isAll: true };
  expect(leftOutWords({ usual, lookedAt })).toBeNull();
  expect(leftOutWords({ usual: null, lookedAt: { ...lookedAt, payments: 1 } })).toBe(
    "Left out of the sums: 1 payment in another currency without a rate.",
  );
  expect(leftOutWords({ usual, lookedAt: { ...lookedAt, payments: 1_000, isAll: false } })).toBe(
    "Left out of the sums: 998 of the newest 1,000 payments in another currency without a rate.",
  );
});

test("what was looked at is said, and so is what is known to be true", () => {
  const of = (payments: number, isAll: boolean) => ({ lookedAt: { payments, since: null, isAll } });
  expect(lookedAtWords(of(1, true), 1, null)).toBe("From all 1 payment.");
  expect(lookedAtWords(of(1_000, false), 52_310, "3 May")).toBe(
    "From the newest 1,000 of 52,310 payments, since 3 May.",
  );
  expect(lookedAtWords(of(0, false), 7, null)).toMatch(/archive/);
  expect(truthWords({ verdicts: { frauds: 0, legitimate: 0, unknown: 9 } })).toMatch(/^Nobody has said/);
  expect(truthWords({ verdicts: { frauds: 1, legitimate: 2, unknown: 3 } })).toBe(
    "1 known fraud, 2 known to be legitimate, 3 of which nobody has said.",
  );
});
