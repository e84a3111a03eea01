import { expect, test } from "vitest";
import { seededRandom } from "../../model/random.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from "../duration.ts";
import { keptOf, type Merchants, MOST_MERCHANTS, merchantsFrom, seeAtMerchant } from "./merchantCards.ts";

const NOW = Date.UTC(2026, 10, 20, 10, 20);
const paid = (cardId: string, paidAt: number, merchant = "Corner Shop") => ({ cardId, paidAt, merchant });

/** Each of `count` cards pays `everyMs` after the one before. */
function rush(merchants: Merchants, count: number, from: number, everyMs = 10_000, merchant = "Corner Shop") {
  return Array.from({ length: count }, (_, at) =>
    seeAtMerchant(merchants, paid(`c${at}`, from + at * everyMs, merchant)),
  );
}

test("cards count that paid there within ten minutes strictly before; one that pays twice counts once", () => {
  const merchants: Merchants = new Map();
  expect(seeAtMerchant(merchants, paid("a", NOW))).toEqual({ cards: 1, usualCards: null });
  expect(seeAtMerchant(merchants, paid("a", NOW + 1))?.cards).toBe(1);
  expect(seeAtMerchant(merchants, paid("b", NOW + 2))?.cards).toBe(2);
  expect(seeAtMerchant(merchants, paid("c", NOW + 3, "Elsewhere"))?.cards).toBe(1);
  expect(seeAtMerchant(merchants, paid("d", NOW + 10 * MINUTE_MS))?.cards).toBe(3);
  expect(seeAtMerchant(merchants, paid("e", NOW + 20 * MINUTE_MS))?.cards).toBe(1);
});

test("payments of one moment are not counted with one another, since a feed may give days and no times", () => {
  expect(rush(new Map(), 50, NOW, 0).every((facts) => facts?.cards === 1)).toBe(true);
});

test("what comes late is put in its place, and is nothing new to what is later; later still it is not judged", () => {
  const merchants: Merchants = new Map();
  rush(merchants, 5, NOW, MINUTE_MS);
  expect(seeAtMerchant(merchants, paid("late", NOW + 90_000))?.cards).toBe(3);
  expect(seeAtMerchant(merchants, paid("now", NOW + 5 * MINUTE_MS))?.cards).toBe(7);
  expect(seeAtMerchant(merchants, paid("too late", NOW - 5 * MINUTE_MS))).toBeNull();
  expect(seeAtMerchant(merchants, paid("now too", NOW + 5 * MINUTE_MS + 1))?.cards).toBe(8);
});

test("a load of past payments is counted as it was paid, however fast it comes in", () => {
  const facts = rush(new Map(), 500, NOW - 300 * DAY_MS, 2 * HOUR_MS);
  expect(Math.max(...facts.map((each) => each?.cards ?? 0))).toBe(1);
});

test("what was seen an hour ago and longer is usual; what is new is not, and after weeks it is forgotten", () => {
  const merchants: Merchants = new Map();
  rush(merchants, 8, NOW);
  expect(rush(merchants, 20, NOW + 30 * MINUTE_MS).at(-1)).toEqual({ cards: 20, usualCards: null });
  expect(seeAtMerchant(merchants, paid("x", NOW + HOUR_MS))?.usualCards).toBeNull();
  expect(seeAtMerchant(merchants, paid("x", NOW + 2 * HOUR_MS))?.usualCards).toBe(20);
  expect(seeAtMerchant(merchants, paid("x", NOW + 2 * HOUR_MS + WEEK_MS))?.usualCards).toBe(10);
  expect(seeAtMerchant(merchants, paid("x", NOW + 9 * WEEK_MS))?.usualCards).toBeNull();
});

test("after a restart what is usual is still known, and the last minutes are counted once, however often they are read", () => {
  const before: Merchants = new Map();
  rush(before, 3, NOW - DAY_MS);
  rush(before, 9, NOW);
  const latest = Array.from({ length: 9 }, (_, at) => paid(`c${at}`, NOW + at * 10_000));
  for (const read of [latest, [...latest, ...latest].sort((a, b) => a.paidAt - b.paidAt)]) {
    const after = merchantsFrom(structuredClone(keptOf(before)), read);
    expect(seeAtMerchant(after, paid("new", NOW + 2 * MINUTE_MS))).toEqual({ cards: 10, usualCards: 3 });
  }
});

test("a payment with a clock ahead hides none of those that come after it, also after a restart", () => {
  const ahead = { ...paid("ahead", NOW + 59 * MINUTE_MS), seenAt: NOW };
  const live: Merchants = new Map();
  seeAtMerchant(live, ahead);
  for (const merchants of [live, merchantsFrom([], [ahead])]) {
    expect(rush(merchants, 8, NOW + 1_000, 1_000).map((facts) => facts?.cards)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(seeAtMerchant(merchants, paid("y", NOW + 2 * MINUTE_MS))?.cards).toBe(10);
    expect(seeAtMerchant(merchants, paid("z", NOW + HOUR_MS))?.usualCards).toBeNull();
  }
});

test("after a restart only the last ten minutes are counted anew: what is usual is not learned from a part of the past", () => {
  const old = [paid("a", NOW - DAY_MS), paid("b", NOW - 10 * MINUTE_MS), paid("c", NOW, "Elsewhere")];
  expect([...merchantsFrom([], old).keys()]).toEqual(["Elsewhere"]);
});

test("a merchant whose clock is ahead is counted all the same, by ours", () => {
  const merchants: Merchants = new Map();
  const facts = Array.from({ length: 8 }, (_, at) => {
    const seenAt = NOW + at * 1_000;
    return seeAtMerchant(merchants, { ...paid(`c${at}`, seenAt + 30 * MINUTE_MS), seenAt });
  });
  expect(facts.at(-1)?.cards).toBe(8);
});

test("after a week without payments it is not known what is usual: a shop that opens again is as a new one", () => {
  const merchants: Merchants = new Map();
  for (let day = 0; day < 5; day++) {
    for (let hour = 0; hour < 8; hour++) rush(merchants, 12, NOW + day * DAY_MS + hour * HOUR_MS);
  }
  const opens = NOW + 4 * DAY_MS + 2 * WEEK_MS;
  expect(rush(merchants, 12, opens).map((facts) => facts?.usualCards)).toEqual(Array(12).fill(null));
  expect(seeAtMerchant(merchants, paid("x", opens + HOUR_MS))?.usualCards).toBeNull();
  expect(seeAtMerchant(merchants, paid("x", opens + 2 * HOUR_MS))?.usualCards).toBe(12);
});

test("the memory is bounded: quiet merchants leave it first, and of a busy one only the newest payments count", () => {
  const merchants: Merchants = new Map();
  rush(merchants, 6, NOW, 1_000, "Busy");
  for (let at = 0; at < MOST_MERCHANTS + 50; at++) {
    seeAtMerchant(merchants, paid("a", NOW + at, `Shop ${at}`));
    if (at % 1_000 === 0) seeAtMerchant(merchants, paid("b", NOW + at, "Busy"));
  }
  expect(merchants.size).toBe(MOST_MERCHANTS);
  expect(merchants.has("Shop 0")).toBe(false);
  expect(merchants.has("Busy")).toBe(true);
  rush(merchants, 1_000, NOW + 60_000, 10, "Busy");
  expect(merchants.get("Busy")?.times.length).toBe(128);
});

test("in whatever order payments come, the count is that of plain counting", () => {
  const random = seededRandom(5);
  for (let round = 0; round < 20; round++) {
    const merchants: Merchants = new Map();
    const seen: { cardId: string; paidAt: number }[] = [];
    for (let at = 0; at < 100; at++) {
      const payment = paid(`c${Math.floor(random() * 12)}`, NOW + at * 20_000 - Math.floor(random() * 8) * 20_000);
      const newest = Math.max(payment.paidAt, ...seen.map(({ paidAt }) => paidAt));
      const facts = seeAtMerchant(merchants, payment);
      const counted = seen.filter(({ cardId, paidAt }) => {
        const age = payment.paidAt - paidAt;
        return cardId !== payment.cardId && age > 0 && age < 10 * MINUTE_MS && newest - paidAt < 10 * MINUTE_MS;
      });
      expect(facts?.cards).toBe(new Set(counted.map(({ cardId }) => cardId)).size + 1);
      seen.push(payment);
    }
  }
});
