import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import { CATEGORIES } from "../payment/payment.ts";
import {
  type CardHistory,
  categoryPlace,
  emptyHistory,
  RECENT_CAP,
  RECENT_SPAN_MS,
  remember,
  UNKNOWN_CATEGORY,
} from "./history.ts";

const START = Date.UTC(2026, 0, 1);

const payment = (paidAt: number, amountCents = 1000, category = "home") => ({ paidAt, amountCents, category });

const anyPayment = fc.record({
  paidAt: fc.integer({ min: START, max: START + 60 * DAY_MS }),
  amountCents: fc.nat({ max: 10_000_000 }),
  category: fc.constantFrom(...CATEGORIES, "lottery"),
});

function rememberAll(payments: ReturnType<typeof payment>[]): CardHistory {
  return payments.reduce(remember, emptyHistory());
}

test("payments that arrive in any order leave the same history", () => {
  const shuffled = fc
    .array(anyPayment, { maxLength: 60 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      const inOrder = list.toSorted((a, b) => a.paidAt - b.paidAt);
      expect(rememberAll(other)).toEqual(rememberAll(inOrder));
    }),
  );
});

test("a card with more payments than are kept ends the same in any order", () => {
  const many = Array.from({ length: RECENT_CAP + 40 }, (_, i) => payment(START + i * 1000, i));
  const forward = rememberAll(many);
  expect(forward.times).toHaveLength(RECENT_CAP);
  expect(forward.times[0]).toBe(START + 40_000);
  expect(forward.categoryCounts[categoryPlace("home")]).toBe(RECENT_CAP + 40);
  expect(rememberAll(many.toReversed())).toEqual(forward);
});

test("what is older than thirty days is forgotten, but still counted", () => {
  const history = rememberAll([payment(START), payment(START + 1), payment(START + 1 + RECENT_SPAN_MS)]);
  expect(history.times).toEqual([START + 1, START + 1 + RECENT_SPAN_MS]);
  expect(history.categoryCounts[categoryPlace("home")]).toBe(3);
  expect(history.categoryCents[categoryPlace("home")]).toBe(3000);
  expect(history.firstAt).toBe(START);
});

test("a payment that is remembered is added to the history itself", () => {
  const history = rememberAll([payment(START)]);
  expect(remember(history, payment(START + 1))).toBe(history);
  expect(history.times).toEqual([START, START + 1]);
});

test("an unknown category is counted apart from the known ones", () => {
  const history = rememberAll([payment(START, 500, "lottery")]);
  expect(history.categories).toEqual([UNKNOWN_CATEGORY]);
  expect(history.categoryCents[UNKNOWN_CATEGORY]).toBe(500);
});
