import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import {
  type CardHistory,
  emptyHistory,
  MOST_WORDS,
  RECENT_CAP,
  RECENT_SPAN_MS,
  remember,
  totalsOf,
  UNKNOWN_CATEGORY,
} from "../features/history.ts";
import { encodeHistory } from "../features/historyCodec.ts";
import { CATEGORIES } from "../payment/payment.ts";
import type { CardPast, PastPayment } from "../store/replay.ts";
import { historyAt } from "./cardPast.ts";

const BEGIN = Date.UTC(2026, 8, 1);

function historyOf(payments: readonly PastPayment[]): CardHistory {
  return payments.reduce(remember, emptyHistory());
}

/** What the store says of a card at a moment: the history of all payments, what came after it, and those that one keeps one by one. */
function pastOf(
  payments: readonly PastPayment[],
  at: number,
  isStored = (_: PastPayment) => true,
): Omit<CardPast, "cardId"> {
  const before = payments.filter(({ paidAt }) => paidAt < at);
  const newest = before.at(-1)?.paidAt ?? 0;
  const later = Map.groupBy(
    payments.filter(({ paidAt }) => paidAt >= at),
    ({ category }) => category,
  );
  return {
    history: payments.length === 0 ? null : encodeHistory(historyOf(payments)),
    later: Array.from(later, ([category, of]) => ({
      category,
      payments: of.length,
      amountCents: of.reduce((sum, { amountCents }) => sum + amountCents, 0),
      newestAt: of.at(-1)?.paidAt ?? 0,
    })),
    recent: before.filter((one) => one.paidAt >= newest - RECENT_SPAN_MS && isStored(one)).slice(-RECENT_CAP),
  };
}

const paymentsIn = (categories: readonly string[], maxLength: number) =>
  fc
    .array(
      fc.record({
        paidAt: fc.integer({ min: 0, max: 120 * 24 * 60 }).map((minutes) => BEGIN + minutes * 60_000),
        amountCents: fc.integer({ min: 0, max: 5_000_000_000 }),
        category: fc.constantFrom(...categories),
      }),
      { maxLength },
    )
    .map((all) => all.sort((a, b) => a.paidAt - b.paidAt));
const payments = paymentsIn([...CATEGORIES, "electronics", "boats", "opera", ""], 60);
const moment = fc.integer({ min: -1, max: 121 }).map((day) => BEGIN + day * DAY_MS + 30_000);

describe("a card's history at a moment", () => {
  test("is what it was then, whatever the card paid before and afterwards", () => {
    fc.assert(
      fc.property(payments, moment, (all, at) => {
        expect(historyAt(pastOf(all, at))).toEqual(historyOf(all.filter(({ paidAt }) => paidAt < at)));
      }),
    );
  });

  test("is so, or is made anew, for a card whose sender writes order numbers as categories", () => {
    const orders = Array.from({ length: MOST_WORDS + 6 }, (_, at) => `order ${at}`);
    const each = orders.map((category, at) => ({ paidAt: BEGIN + at * 60_000, amountCents: at, category }));
    const made = { anew: 0, backwards: 0 };
    fc.assert(
      fc.property(paymentsIn(orders.slice(0, 30), 4), moment, (more, at) => {
        const all = [...each, ...more.filter(({ paidAt }) => paidAt > BEGIN + DAY_MS)];
        const then = historyAt(pastOf(all, at));
        if (then === null) made.anew++;
        else {
          made.backwards++;
          expect(then).toEqual(historyOf(all.filter(({ paidAt }) => paidAt < at)));
        }
      }),
    );
    expect(Math.min(made.anew, made.backwards)).toBeGreaterThan(0);
  });

  test("keeps together what an older version counted together", () => {
    const all = ["boats", "opera", "boats", "home"].map((category, at) => ({
      ...{ paidAt: BEGIN + at * DAY_MS, amountCents: 100 + at, category },
    }));
    // The version before knew the first two as one.
    const now = historyOf(all.slice(2));
    now.categoryCounts[UNKNOWN_CATEGORY] = 2;
    now.categoryCents[UNKNOWN_CATEGORY] = 201;
    const at = (day: number) =>
      historyAt({ ...pastOf(all, BEGIN + (day - 0.5) * DAY_MS), history: encodeHistory({ ...now, firstAt: BEGIN }) });
    expect(at(3)).toMatchObject({ words: { counts: [1], cents: [102] } });
    expect(at(2)).toMatchObject({ words: null, firstAt: BEGIN });
    expect(at(2)?.categoryCents[UNKNOWN_CATEGORY]).toBe(201);
    expect(at(1)?.categoryCounts[UNKNOWN_CATEGORY]).toBe(1);
    expect(at(1)?.categoryCents[UNKNOWN_CATEGORY]).toBe(100);
    expect(at(0)).toEqual(emptyHistory());
  });

  test("of a card that pays all the time keeps only the newest one by one, and the totals of all", () => {
    const all = Array.from({ length: 900 }, (_, at) => ({
      ...{ paidAt: BEGIN + at * 3_600_000, amountCents: at, category: "home" },
    }));
    const at = BEGIN + 700 * 3_600_000;
    const then = historyAt(pastOf(all, at));
    expect(then).toEqual(historyOf(all.slice(0, 700)));
    expect(then?.times).toHaveLength(RECENT_CAP);
  });

  test("counts what has left the store in its totals", () => {
    const all = [1, 40, 50].map((day) => ({
      paidAt: BEGIN + day * DAY_MS,
      amountCents: 100 * day,
      category: "travel",
    }));
    const left = pastOf(all, BEGIN + 45 * DAY_MS, ({ paidAt }) => paidAt > BEGIN + 30 * DAY_MS);
    expect(historyAt(left)).toEqual(historyOf(all.slice(0, 2)));
    const allLeft = historyAt(pastOf(all, BEGIN + 45 * DAY_MS, () => false));
    expect(allLeft).toMatchObject({ times: [], firstAt: BEGIN + DAY_MS });
    expect(totalsOf(allLeft ?? emptyHistory()).count).toBe(2);
  });

  test("of a card that the store does not know is empty", () => {
    expect(historyAt({ history: null, later: [], recent: [] })).toEqual(emptyHistory());
  });
});

describe("a stored history that does not fit the stored payments is made anew from them", () => {
  const all = [1, 2, 3].map((day) => ({ paidAt: BEGIN + day * DAY_MS, amountCents: 500, category: "home" }));
  const at = BEGIN + 2.5 * DAY_MS;
  const past = pastOf(all, at);

  test.each<[string, Omit<CardPast, "cardId">]>([
    ["there is none", { ...past, history: null }],
    ["it is damaged", { ...past, history: "damaged" }],
    ["it lacks a payment that was recorded just now", { ...past, history: encodeHistory(historyOf(all.slice(0, 2))) }],
    ["more came later than it has", { ...past, later: past.later.map((one) => ({ ...one, payments: 9 })) }],
    [
      "it lacks a category that was paid for",
      { ...past, recent: past.recent.map((one) => ({ ...one, category: "boats" })) },
    ],
    ["it has fewer payments before than there are", { ...past, recent: [...past.recent, ...past.recent] }],
  ])("%s", (_, one) => {
    expect(historyAt(one)).toBeNull();
  });
});
