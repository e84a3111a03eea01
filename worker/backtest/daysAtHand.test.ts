// The days of cards and merchants that a backtest has at hand, before a store that tells what it was asked.
import { expect, test } from "vitest";
import { daysWalk } from "../../model/daysWalk.ts";
import { seededRandom } from "../../model/random.ts";
import { payment } from "../../test/rows.ts";
import { daysStoreOf, type Paid } from "../../test/simulation/daysStore.ts";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import { dayOf } from "../features/days.ts";
import { moreFeatures } from "../features/moreFeatures.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import { daysAtHand } from "./daysAtHand.ts";

const BEGIN = Date.UTC(2026, 10, 1);
const TRUTH = { delayDays: 7, share: 0.01 };
const DAYS_READ = 37;

function replayed({ cardId, merchant, paidAt, cents }: Paid): ReplayedPayment {
  return {
    ...payment({ cardId, merchant, paidAt, amountCents: cents }),
    ...{ seenAt: paidAt, feed: "stream", source: "push", score: 0, outcome: "approve", model: "m", verdict: null },
  };
}

const paid = (day: number, changes: Partial<Paid> = {}): Paid => ({
  ...{ cardId: "card", merchant: "Quay", paidAt: BEGIN + day * DAY_MS + 12 * HOUR_MS, cents: 100, knownAt: null },
  ...changes,
});

function handOf(payments: Paid[], { to = BEGIN + 90 * DAY_MS, most = 300_000 } = {}) {
  const asked: string[] = [];
  const state = { leftBefore: null as number | null, isAway: false };
  const store = {
    ...daysStoreOf(payments, async (question) => {
      if (state.isAway) throw new Error("away");
      asked.push(question);
    }),
    leftBefore: async () => state.leftBefore,
  };
  const hand = daysAtHand(store, { daysRead: DAYS_READ, to }, most);
  /** Decides this page next. */
  const page = async (decided: readonly Paid[]) => {
    hand.recall(await hand.read(decided.map(replayed), async () => undefined));
  };
  return { hand, page, asked, state };
}

test("each payment has the features of training's walk through all payments, however many are remembered at once", async () => {
  const random = seededRandom(11);
  const payments = Array.from({ length: 2_000 }, (_, nth): Paid => {
    const paidAt = BEGIN + Math.floor(((nth + random()) * 80 * DAY_MS) / 2_000);
    const knownAt = random() < 0.2 ? paidAt + Math.floor(random() * random() * 20 * DAY_MS) : null;
    const cents = 100 + Math.floor(random() * 9_000);
    return { cardId: `card ${Math.floor(random() * 40)}`, merchant: `shop ${nth % 9}`, paidAt, cents, knownAt };
  });
  // The last finds place for one page alone.
  for (const most of [300_000, 900, 1]) {
    const { hand, page } = handOf(payments, { most });
    const walk = daysWalk();
    let [compared, told] = [0, 0];
    for (let at = 0; at < payments.length; at += 20) {
      const decided = payments.slice(at, at + 20);
      if (at >= 1_000) await page(decided);
      for (const each of decided) {
        const whole = replayed(each);
        if (at >= 1_000) {
          const found = [...moreFeatures(whole, hand.around(whole), TRUTH)];
          expect(found).toEqual([...moreFeatures(whole, walk.before(whole), TRUTH)]);
          compared += 1;
          told += found.some((value) => value > 1) ? 1 : 0;
        }
        walk.add(whole, each.knownAt);
      }
    }
    expect([compared, told]).toEqual([1_000, 1_000]);
  }
});

test("who pays each day is read once in a fortnight, and then only what is new", async () => {
  const payments = Array.from({ length: 60 }, (_, day) => paid(day));
  const { hand, page, asked } = handOf(payments);
  for (let day = 40; day < 60; day += 1) await page([paid(day)]);
  const first = dayOf(BEGIN);
  const sums = asked.filter((question) => question.startsWith("daySums"));
  expect(sums).toEqual([`daySums ${first + 39 - DAYS_READ} card Quay`, `daySums ${first + 54} card Quay`]);
  expect(hand.around(replayed(paid(59)))?.merchant.days.at(-1)?.day).toBe(first + 59);
});

test("a card that is new is read beside a merchant that is known", async () => {
  const { page, asked } = handOf([paid(0)]);
  await page([paid(40)]);
  asked.length = 0;
  await page([paid(41), paid(41, { cardId: "new card" })]);
  expect(asked.filter((question) => question.startsWith("daySums"))).toEqual([
    `daySums ${dayOf(BEGIN) + 40 - DAYS_READ} new card`,
  ]);
});

test("more than a page of days comes page by page", async () => {
  const cards = Array.from({ length: 130 }, (_, at) => `card ${at}`);
  const payments = cards.flatMap((cardId) => Array.from({ length: 85 }, (_, day) => paid(day, { cardId })));
  const { hand, page } = handOf(payments);
  // A page of payments that reaches over many days: 130 cards with 85 days each.
  await page([paid(38), ...cards.map((cardId) => paid(84, { cardId }))].map((each) => ({ ...each })));
  for (const cardId of cards) {
    expect(hand.around(replayed(paid(84, { cardId })))?.card.days.length, cardId).toBeGreaterThan(80);
  }
  expect(hand.around(replayed(paid(84, { cardId: "card 7" })))?.merchant.days.at(-2)).toMatchObject({ payments: 130 });
});

test("windows that begin before what the store still has are told as nothing, as to a decider", async () => {
  const payments = Array.from({ length: 60 }, (_, day) => paid(day));
  const { hand, page, state } = handOf(payments);
  state.leftBefore = BEGIN + 5 * DAY_MS - 1;
  await page([paid(42), paid(44)]);
  // The settled day of the first is the 41st, and 37 days before it is the 4th.
  expect(hand.around(replayed(paid(42)))).toBeNull();
  expect(hand.around(replayed(paid(44)))).not.toBeNull();
});

test("a store that is away is told, and asked for the same once it is back", async () => {
  const { hand, page, state } = handOf([paid(0), paid(39)]);
  state.isAway = true;
  await expect(page([paid(41)])).rejects.toThrow("away");
  state.isAway = false;
  await page([paid(41)]);
  expect(hand.around(replayed(paid(41)))?.card.days).toHaveLength(1);
});

test("payments of snapshot feeds have no days, and a payment that was not read is a fault, not a quiet merchant", async () => {
  const { hand, page, asked } = handOf([paid(0)]);
  hand.recall(await hand.read([{ ...replayed(paid(3)), feed: "snapshot" }], async () => undefined));
  expect(asked).toEqual([]);
  await page([paid(3)]);
  expect(() => hand.around(replayed(paid(3, { cardId: "another" })))).toThrow("are not at hand");
});
