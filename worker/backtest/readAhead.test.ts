import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import type { CardPast, ReplayedPayment } from "../store/replay.ts";
import { cardsAtHand } from "./cardsAtHand.ts";
import { PAGE, readAhead } from "./readAhead.ts";

const START = { paidAt: 0, id: "" };
const thread = { now: () => 0, pause: async () => undefined, quietForMs: () => 5_000 };

/** Three pages, the last of them short. Each payment is of a card that pays on every page, or of one that pays once. */
const payments = Array.from({ length: 2 * PAGE + 10 }, (_, at): ReplayedPayment => {
  const decided = {
    seenAt: at,
    feed: "stream",
    source: "push",
    score: 0,
    outcome: "approve",
    model: "m",
    verdict: null,
  } as const;
  return { ...payment(), id: `p${at}`, paidAt: at + 1, cardId: at % 2 === 0 ? "often" : `card-${at}`, ...decided };
});

function storeOf(fails: (after: number) => boolean = () => false) {
  const pages: number[] = [];
  const cards: string[] = [];
  const store = {
    replay: async (after: { paidAt: number }, to: number, _: number, limit: number) => {
      pages.push(after.paidAt);
      if (fails(after.paidAt)) throw new Error("the store is away");
      return payments.filter(({ paidAt }) => paidAt > after.paidAt && paidAt < to).slice(0, limit);
    },
    pastsOf: async (cardIds: readonly string[]) => {
      cards.push(...cardIds);
      return cardIds.map((cardId): CardPast => ({ cardId, history: null, later: [], recent: [] }));
    },
    pastOf: () => Promise.reject(new Error("not asked")),
  };
  return { store, pages, cards };
}

const ALL = { to: Number.POSITIVE_INFINITY, storedBy: 1 };
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("each payment comes once and in order, each card is asked for once, and the next page is read while one is decided", async () => {
  const { store, pages, cards } = storeOf();
  const hand = cardsAtHand(store);
  const next = readAhead(store, { cards: hand }, thread, ALL);
  const first = await next(START);
  await settled();
  expect(pages).toEqual([0, PAGE]);
  const second = await next({ paidAt: PAGE, id: `p${PAGE - 1}` });
  const third = await next({ paidAt: 2 * PAGE, id: `p${2 * PAGE - 1}` });
  await settled();
  expect([first.isLast, second.isLast, third.isLast]).toEqual([false, false, true]);
  expect([first, second, third].flatMap(({ payments }) => payments.map(({ id }) => id))).toEqual(
    payments.map(({ id }) => id),
  );
  expect(pages).toEqual([0, PAGE, 2 * PAGE]);
  expect(cards.toSorted()).toEqual([...new Set(payments.map(({ cardId }) => cardId))].toSorted());
  expect(payments.every(({ cardId }) => hand.has(cardId))).toBe(true);
});

test("a store that fails while it is read ahead is told when that page is asked for", async () => {
  const { store } = storeOf((after) => after === PAGE);
  const next = readAhead(store, { cards: cardsAtHand(store) }, thread, ALL);
  expect((await next(START)).payments).toHaveLength(PAGE);
  await settled();
  await expect(next({ paidAt: PAGE, id: `p${PAGE - 1}` })).rejects.toThrow("the store is away");
});
