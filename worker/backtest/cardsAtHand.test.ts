import { expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import { emptyHistory, remember } from "../features/history.ts";
import { encodeHistory } from "../features/historyCodec.ts";
import type { CardPast, PastPayment } from "../store/replay.ts";
import { cardsAtHand } from "./cardsAtHand.ts";

const AT = Date.UTC(2026, 10, 20);
const START = { paidAt: AT, id: "" };

function pastOf(cardId: string, payments: number): CardPast {
  const recent = Array.from(
    { length: payments },
    (_, at): PastPayment => ({
      ...{ paidAt: AT - DAY_MS + at, amountCents: 100 + at, category: "misc_net" },
    }),
  );
  return { cardId, history: encodeHistory(recent.reduce(remember, emptyHistory())), later: [], recent };
}

const nothingStored = { pastOf: () => Promise.reject(new Error("not asked")) };

test("the cards that paid at last stay at hand, as many as may be, and never one of those that are decided now leaves", async () => {
  const cards = cardsAtHand(nothingStored, 100 + 3 * 30);
  await cards.recall(new Set(["a"]), [pastOf("a", 40)], START);
  await cards.recall(new Set(["b"]), [pastOf("b", 40)], START);
  expect(cards.has("a")).toBe(true);
  await cards.recall(new Set(["a"]), [], START);
  await cards.recall(new Set(["c"]), [pastOf("c", 40)], START);
  expect(["a", "b", "c"].filter(cards.has)).toEqual(["a", "c"]);
  await cards.recall(new Set(["d", "e"]), [pastOf("d", 100), pastOf("e", 100)], START);
  expect(["a", "c", "d", "e"].filter(cards.has)).toEqual(["d", "e"]);
});

test("a history that does not fit is made anew from the card's stored payments up to this position", async () => {
  const asked: unknown[] = [];
  const stored = [{ paidAt: AT - 5, amountCents: 700, category: "misc_net" }];
  const cards = cardsAtHand({
    pastOf: async (...question) => {
      asked.push(question);
      return stored;
    },
  });
  await cards.recall(new Set(["a"]), [{ ...pastOf("a", 2), history: "damaged" }], START);
  expect(asked).toEqual([["a", START]]);
  expect(cards.histories.get("a")?.times).toEqual([AT - 5]);
});
