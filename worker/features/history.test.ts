import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import { CATEGORIES } from "../payment/payment.ts";
import {
  type CardHistory,
  categoryPlace,
  emptyHistory,
  MORE_CATEGORIES,
  MOST_WORDS,
  RECENT_CAP,
  RECENT_SPAN_MS,
  remember,
  totalsAt,
  totalsOf,
  totalsOfOthers,
  UNKNOWN_CATEGORY,
} from "./history.ts";

const START = Date.UTC(2026, 0, 1);

const payment = (paidAt: number, amountCents = 1000, category = "home") => ({ paidAt, amountCents, category });

const anyPayment = fc.record({
  paidAt: fc.integer({ min: START, max: START + 60 * DAY_MS }),
  amountCents: fc.nat({ max: 10_000_000 }),
  category: fc.constantFrom(...CATEGORIES, "lottery", "Elektronik", ""),
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

test("categories of one's own are counted each by itself, and so are payments without one", () => {
  const history = rememberAll([
    payment(START, 500, "Elektronik"),
    payment(START + 1, 700, "boats"),
    payment(START + 2, 11, "boats"),
    payment(START + 3, 2, ""),
    payment(START + 4, 1000),
  ]);
  expect(totalsAt(history, categoryPlace("boats"))).toEqual({ count: 2, cents: 711 });
  expect(totalsAt(history, categoryPlace("Elektronik"))).toEqual({ count: 1, cents: 500 });
  expect(totalsAt(history, categoryPlace(""))).toEqual({ count: 1, cents: 2 });
  expect(totalsAt(history, categoryPlace("home"))).toEqual({ count: 1, cents: 1000 });
  expect(totalsAt(history, categoryPlace("elektronik"))).toEqual({ count: 0, cents: 0 });
  expect(totalsOfOthers(history)).toEqual({ count: 4, cents: 1213 });
  expect(totalsOf(history)).toEqual({ count: 5, cents: 2213 });
  expect(history.categories.at(0)).toBe(categoryPlace("Elektronik"));
});

test("a category has the same place in every version, since histories are stored with it", () => {
  expect(["misc_net", "", "electronics", "Bücher", "衣類", "electronicS"].map(categoryPlace)).toEqual([
    8, 541_534_065, 679_229_731, 573_634_741, 943_168_953, 813_450_683,
  ]);
  const many = Array.from({ length: 20_000 }, (_, i) => categoryPlace(`category ${i}`));
  expect(Math.min(...many)).toBeGreaterThan(MORE_CATEGORIES);
  expect(new Set(many).size).toBe(many.length);
});

test("of a card whose sender writes order numbers as categories, so many are kept apart, whatever the order of arrival", () => {
  const many = Array.from({ length: 300 }, (_, i) => payment(START + i * 1000, 100 + i, `order ${(i * 7) % 150}`));
  const history = rememberAll(many);
  for (const other of [many.toReversed(), many.toSorted((a, b) => (a.category < b.category ? -1 : 1))])
    expect(rememberAll(other)).toEqual(history);
  expect(history.words?.places).toHaveLength(1 + MOST_WORDS);
  expect(history.words?.places[0]).toBe(MORE_CATEGORIES);
  expect(totalsOfOthers(history)).toEqual({ count: 300, cents: 300 * 100 + (299 * 300) / 2 });
  const counts = Array.from({ length: 150 }, (_, i) => totalsAt(history, categoryPlace(`order ${i}`)).count);
  expect(counts.filter((count) => count === 2)).toHaveLength(MOST_WORDS);
  expect(counts.filter(Number.isNaN)).toHaveLength(150 - MOST_WORDS);
});

test("what an older version has put together cannot be told apart, and is not said to be nothing", () => {
  const old = { ...emptyHistory(), categories: [UNKNOWN_CATEGORY], times: [START], cents: [300], firstAt: START };
  old.categoryCounts[UNKNOWN_CATEGORY] = 1;
  old.categoryCents[UNKNOWN_CATEGORY] = 300;
  const history = remember(old, payment(START + 1, 200, "boats"));
  expect(totalsAt(history, categoryPlace("boats"))).toEqual({ count: Number.NaN, cents: Number.NaN });
  expect(totalsAt(history, categoryPlace("home"))).toEqual({ count: 0, cents: 0 });
  expect(totalsOfOthers(history)).toEqual({ count: 2, cents: 500 });
});
