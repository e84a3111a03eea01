import { expect, test } from "vitest";
import { fromWords, isInForce, lackingIn, type RateView, rateOf, withoutRate, withRate } from "./rates.ts";

const PARIS = "Europe/Paris";
/** Midnight in Paris. */
const NOVEMBER = "2026-10-31T23:00:00.000Z";
const rate = (change: Partial<RateView> = {}): RateView => ({
  ...{ currency: "EUR", rate: "1.0842", from: NOVEMBER, source: null },
  ...change,
});
const typed = { currency: " eur", rate: "1.0842", from: "2026-11-01", source: " ECB " };

test("what is typed becomes a rate, or says what is wrong with it", () => {
  expect(rateOf(typed, "USD")).toEqual({
    ok: true,
    rate: { currency: "EUR", rate: "1.0842", from: "2026-11-01", source: "ECB" },
  });
  expect(rateOf({ ...typed, rate: ".5", source: "" }, "USD")).toMatchObject({ rate: { rate: "0.5", source: null } });
  expect(rateOf(typed, "EUR")).toMatchObject({ field: "currency", problem: "EUR is what all amounts are summed in." });
  expect(rateOf({ ...typed, currency: "XXQ" }, "USD")).toMatchObject({ ok: false, field: "currency" });
  for (const wrong of ["", "0", "0.00", "1,08", "-1", "1e3"]) {
    expect(rateOf({ ...typed, rate: wrong }, "USD")).toMatchObject({ ok: false, field: "rate" });
  }
  expect(rateOf({ ...typed, from: "" }, "USD")).toMatchObject({ ok: false, field: "from" });
});

test("a rate of the same day is replaced, also where the day begins elsewhere than in UTC", () => {
  const noon = rate({ from: "2026-11-01T11:00:00.000Z" });
  const rates = [rate(), noon, rate({ currency: "GBP" })];
  const newer = rate({ rate: "1.09", from: "2026-11-01" });
  expect(withRate(rates, newer, null, PARIS)).toEqual([noon, rate({ currency: "GBP" }), newer]);
  expect(withoutRate(rates, rate(), PARIS)).toEqual([noon, rate({ currency: "GBP" })]);
  expect([NOVEMBER, noon.from, "2026-11-01"].map((from) => fromWords(from, PARIS))).toEqual([
    "2026-11-01",
    "2026-11-01, 12:00",
    "2026-11-01",
  ]);
});

test("a rate that is changed takes its own place, and keeps its moment if its day is the same", () => {
  const noon = rate({ from: "2026-11-01T11:00:00.000Z" });
  const changed = rate({ rate: "1.1", from: "2026-11-01" });
  expect(withRate([noon], changed, noon, PARIS)).toEqual([{ ...noon, rate: "1.1" }]);
  expect(withRate([noon], { ...changed, from: "2026-11-02" }, noon, PARIS)).toEqual([
    { ...changed, from: "2026-11-02" },
  ]);
});

test("of each currency the newest rate that has begun is in force", () => {
  const [later, now, before] = [
    rate({ from: "2026-12-01T00:00:00.000Z" }),
    rate(),
    rate({ from: "2026-01-01T00:00:00Z" }),
  ];
  const at = Date.parse("2026-11-20T12:00:00Z");
  expect([later, now, before].map((each) => isInForce(each, [before, later, now], at))).toEqual([false, true, false]);
});

test("the currencies of payments without a rate are told, the most frequent first", () => {
  const came = (value: string | null, payments: number, lastSeenAt = "2026-11-20T12:00:00Z", field = "currency") => ({
    ...{ field, value, payments, lastSeenAt },
  });
  const all = [came("GBP", 1), came("JPY", 2, "2026-11-20T13:00:00Z"), came("CHF", 7), came("Toys", 9, "", "category")];
  const now = Date.parse("2026-11-20T14:00:00Z");
  expect(lackingIn(all, [rate({ currency: "CHF" })], now)).toEqual([
    { currency: "JPY", payments: 2, lastAt: "2026-11-20T13:00:00Z" },
    { currency: "GBP", payments: 1, lastAt: "2026-11-20T12:00:00Z" },
  ]);
  const notYet = rate({ currency: "GBP", from: "2026-12-01T00:00:00Z" });
  expect(lackingIn([came("GBP", 1), came(null, 40)], [notYet], now).map(({ currency }) => currency)).toEqual([
    ...[null, "GBP"],
  ]);
});
