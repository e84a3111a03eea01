import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import { CATEGORIES } from "../payment/payment.ts";
import { type CardHistory, emptyHistory, MORE_CATEGORIES, remember, totalsOf, UNKNOWN_CATEGORY } from "./history.ts";
import { isTogether, type OfCategory, tellApart } from "./toldApart.ts";

const START = Date.UTC(2026, 0, 1);

interface Paid {
  paidAt: number;
  amountCents: number;
  category: string;
}

const payments = fc.array(
  fc.record({
    paidAt: fc.integer({ min: START, max: START + 200 * DAY_MS }),
    amountCents: fc.integer({ min: 0, max: 5_000_000_000 }),
    category: fc.constantFrom(...CATEGORIES.slice(0, 3), "boats", "opera", "lottery", ""),
  }),
  { maxLength: 30 },
);

const historyOf = (paid: readonly Paid[]) => paid.reduce(remember, emptyHistory());

/** As the version before had it after the first payments, and this one after all. */
function grownOf(paid: readonly Paid[], old: number): CardHistory {
  const history = historyOf(paid.slice(0, old));
  const { words } = history;
  words?.counts.forEach((count, at) => {
    history.categoryCounts[UNKNOWN_CATEGORY] = (history.categoryCounts[UNKNOWN_CATEGORY] ?? 0) + count;
    history.categoryCents[UNKNOWN_CATEGORY] = (history.categoryCents[UNKNOWN_CATEGORY] ?? 0) + (words.cents[at] ?? 0);
  });
  history.words = null;
  history.categories = history.categories.map((place) => Math.min(place, UNKNOWN_CATEGORY));
  return paid.slice(old).reduce(remember, history);
}

function byCategory(paid: readonly Paid[]): OfCategory[] {
  return Array.from(
    Map.groupBy(paid, ({ category }) => category),
    ([category, of]) => ({
      category,
      payments: of.length,
      amountCents: of.reduce((sum, { amountCents }) => sum + amountCents, 0),
    }),
  );
}

test("what was counted together is told apart by the stored payments, whenever the new version came", () => {
  fc.assert(
    fc.property(payments, fc.nat({ max: 30 }), (paid, old) => {
      const history = grownOf(paid, old);
      expect(tellApart(history, structuredClone(history), byCategory(paid))).toBe(true);
      const { categoryCounts, categoryCents, words } = historyOf(paid);
      expect(history).toMatchObject({ categoryCounts, categoryCents });
      expect(history.words).toEqual(words);
      expect(isTogether(history)).toBe(false);
    }),
  );
});

test("what has left the store stays together, and no payment is lost or made up", () => {
  fc.assert(
    fc.property(payments, fc.nat({ max: 30 }), fc.nat({ max: 30 }), (paid, old, gone) => {
      const history = grownOf(paid, old);
      const before = totalsOf(history);
      const left = paid.slice(0, Math.min(gone, old)).filter(({ category }) => !CATEGORIES.includes(category as never));
      tellApart(history, structuredClone(history), byCategory(paid.slice(Math.min(gone, old))));
      expect(totalsOf(history)).toEqual(before);
      expect(history.categoryCounts[UNKNOWN_CATEGORY]).toBe(left.length);
      expect(history.categoryCents[UNKNOWN_CATEGORY]).toBe(left.reduce((sum, { amountCents }) => sum + amountCents, 0));
    }),
  );
});

test("payments that are decided and not recorded yet are no reason to guess", () => {
  const paid = ["boats", "opera", "boats"].map((category, at) => ({ paidAt: START + at, amountCents: 5, category }));
  const history = grownOf(paid, 2);
  const before = structuredClone(history);
  expect(tellApart(history, grownOf(paid.slice(0, 2), 2), byCategory(paid.slice(0, 2)))).toBe(false);
  expect(history).toEqual(before);
});

test("of a card whose sender writes order numbers, the new ones do not push out what they were counted against", () => {
  const paid = Array.from({ length: 90 }, (_, at) => ({
    ...{ paidAt: START + at, amountCents: 1 + at, category: `order ${at % 80}` },
  }));
  for (const old of [20, 80]) {
    const history = grownOf(paid, old);
    const isMany = history.words?.places[0] === MORE_CATEGORIES;
    const before = structuredClone(history);
    expect(tellApart(history, before, byCategory(paid))).toBe(true);
    expect(totalsOf(history)).toEqual(totalsOf(before));
    if (isMany) expect(history).toEqual(before);
    else expect(history.words).toEqual(historyOf(paid).words);
  }
});
