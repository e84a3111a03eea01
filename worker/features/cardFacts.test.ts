import { expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import { cardFacts } from "./cardFacts.ts";
import { emptyHistory, remember } from "./history.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const past = (...payments: [ageMs: number, amountCents: number][]) => {
  const history = emptyHistory();
  for (const [ageMs, amountCents] of payments)
    remember(history, { paidAt: NOW - ageMs, amountCents, category: "home" });
  return history;
};
const facts = (...payments: [ageMs: number, amountCents: number][]) =>
  cardFacts({ paidAt: NOW, amountCents: 5_000 }, past(...payments));

test("nothing is known of a card without a past", () => {
  expect(cardFacts({ paidAt: NOW, amountCents: 5_000 }, emptyHistory())).toEqual({
    payments: 0,
    settledPayments: 0,
    settledMeanCents: Number.NaN,
    settledHighCents: 0,
    inTenMinutes: 0,
    inHour: 0,
    inDay: 0,
    sameAmountInDay: 0,
  });
});

test("windows count payments strictly before this one, up to their ends and not beyond", () => {
  expect(
    facts(
      [0, 1_000],
      [1, 1_000],
      [10 * MINUTE_MS - 1, 1_000],
      [10 * MINUTE_MS, 1_000],
      [60 * MINUTE_MS - 1, 1_000],
      [60 * MINUTE_MS, 1_000],
    ),
  ).toMatchObject({ inTenMinutes: 2, inHour: 4 });
  // A payment that comes late knows only what was before it.
  expect(facts([-MINUTE_MS, 1_000], [-1, 5_000])).toMatchObject({ inTenMinutes: 0, sameAmountInDay: 0 });
});

test("only exactly the same amount counts as the same, for a day", () => {
  expect(facts([1, 5_000], [2, 5_001], [DAY_MS - 1, 5_000], [DAY_MS, 5_000])).toMatchObject({ sameAmountInDay: 2 });
});

test("what the card usually pays, and its own high, are a week old at least; what comes later is none of its past", () => {
  expect(facts([60 * DAY_MS, 10_000], [7 * DAY_MS, 30_000], [7 * DAY_MS - 1, 90_000], [-DAY_MS, 80_000])).toMatchObject(
    {
      payments: 3,
      settledPayments: 2,
      settledMeanCents: 20_000,
      settledHighCents: 30_000,
    },
  );
});

test("nothing is the same amount as one that is not known", () => {
  const history = remember(emptyHistory(), { paidAt: 1_000, amountCents: 0, category: "home" });
  const unknown = { paidAt: 2_000, amountCents: 0, currency: "JPY", rate: null };
  expect(cardFacts(unknown, history)).toMatchObject({ inDay: 1, sameAmountInDay: Number.NaN });
  expect(cardFacts({ paidAt: 2_000, amountCents: 0 }, history)).toMatchObject({ sameAmountInDay: 1 });
});
