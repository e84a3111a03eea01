import { expect, test } from "vitest";
import type { MappedView, PaymentMap } from "../../../../worker/wire/map.ts";
import { cellsOf } from "./cells.ts";
import { cellWords, emptyWords, placeWords, shownWords } from "./words.ts";

const NOTHING: PaymentMap = { on: true, hours: 24, flagged: 0, withoutPlace: 0, complete: true, payments: [] };
const PAYMENT: MappedView = {
  ...{ id: "a", paidAt: "2026-11-20T23:12:00.000Z", amount: "1012.40", score: 0.97, merchant: "Corner Shop" },
  ...{ currency: "USD", paid: null },
  ...{ outcome: "decline", place: { lat: 40.5, long: -75.9 } },
};
const plain = (words: string | null) => words?.replaceAll("\u00a0", " ");

test("a place is told as on a chart", () => {
  expect(plain(placeWords({ lat: 40.5, long: -75.9 }))).toBe("40.5° N, 75.9° W");
  expect(plain(placeWords({ lat: -33, long: 151.2 }))).toBe("33.0° S, 151.2° E");
});

test("where nothing is shown, it says why", () => {
  expect(emptyWords({ ...NOTHING, on: false })).toContain("MAP=off");
  expect(emptyWords(NOTHING)).toBe("No payment of the last 24 hours was declined or is to be reviewed.");
  expect(emptyWords({ ...NOTHING, hours: 1, flagged: 3, withoutPlace: 3 })).toBe(
    "None of the 3 flagged payments of the last hour says where it was made: their rows have no merch_lat and merch_long.",
  );
  expect(emptyWords({ ...NOTHING, flagged: 1, withoutPlace: 1 })).toMatch(/^The one flagged payment .* does not say/);
  expect(emptyWords({ ...NOTHING, flagged: 1, payments: [PAYMENT] })).toBeNull();
});

test("what is shown is counted, and so is what is not", () => {
  const payments = [PAYMENT, { ...PAYMENT, id: "b" }];
  const words = (changes: Partial<PaymentMap>) => shownWords({ ...NOTHING, payments, ...changes }, cellsOf(payments));
  expect(words({})).toBe("2 flagged payments of the last 24 hours, at 1 place.");
  expect(words({ withoutPlace: 1 })).toBe(
    "2 flagged payments of the last 24 hours, at 1 place. 1 more does not say where.",
  );
  expect(words({ complete: false })).toBe(
    "2 flagged payments of the last 24 hours, at 1 place; there were more, and these are the newest.",
  );
});

test("a point is called by its payment, or by how many there are and what they cost", () => {
  const words = (...payments: MappedView[]) => cellsOf(payments).map((cell) => plain(cellWords(cell, "UTC")));
  expect(words(PAYMENT)).toEqual(["Declined: $1,012.40 at Corner Shop, 23:12, score 97 %. 40.5° N, 75.9° W"]);
  expect(words(PAYMENT, { ...PAYMENT, id: "b", outcome: "review", amount: "87.60" })).toEqual([
    "2 payments: 1 declined, 1 to review, $1,100.00 in all. 40.5° N, 75.9° W",
  ]);
  const yen = { amount: null, paid: { amount: "5000", currency: "JPY", rate: null } };
  expect(words(PAYMENT, { ...PAYMENT, id: "b", ...yen })).toEqual([
    "2 payments: 2 declined, $1,012.40 in all, 1 payment without a rate left out. 40.5° N, 75.9° W",
  ]);
  expect(words({ ...PAYMENT, ...yen })[0]).toMatch(/^Declined: ¥5,000 at Corner Shop/);
});
