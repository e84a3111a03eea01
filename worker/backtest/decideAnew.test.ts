import { expect, test } from "vitest";
import { shippedDetector } from "../../bench/detector.ts";
import { payment } from "../../test/rows.ts";
import { CARE_LEVELS } from "../decision/careLevels.ts";
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import { emptyHistory } from "../features/history.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import type { Terms } from "./backtest.ts";
import { decideAnew, lookAt, type Remembered } from "./decideAnew.ts";

const detector = await shippedDetector();
const TERMS: Terms = { reviewThreshold: null, declineThreshold: null, care: CARE_LEVELS, feedZone: "UTC" };
const AT = Date.UTC(2026, 10, 20, 10);

function stored(changes: Partial<ReplayedPayment>): ReplayedPayment {
  const decided = {
    seenAt: AT,
    feed: "stream",
    source: "push",
    score: 0,
    outcome: "approve",
    model: "bbbbbbbbbbbb",
    verdict: null,
  } as const;
  return { ...payment(), ...decided, ...changes };
}

function remembered(cards: readonly string[]): Remembered {
  return { histories: new Map(cards.map((card) => [card, emptyHistory()])), merchants: new Map(), usual: [] };
}

test("a card's second payment is decided knowing the first, and its history has both afterwards", async () => {
  const so = remembered(["a", "b"]);
  const payments = [
    stored({ cardId: "a", paidAt: AT }),
    stored({ cardId: "b", paidAt: AT + MINUTE_MS }),
    stored({ cardId: "a", paidAt: AT + DAY_MS }),
  ];
  const anew = await decideAnew(payments, so, detector, TERMS);
  expect(anew.map(({ situation }) => situation)).toEqual(["first", "first", "stream"]);
  expect(so.histories.get("a")?.times).toEqual([AT, AT + DAY_MS]);
});

test("payments of a feed that was a snapshot are judged as such, and make no past", async () => {
  const so = remembered(["a"]);
  const payments = [stored({ cardId: "a", paidAt: AT, feed: "snapshot" }), stored({ cardId: "a", paidAt: AT + 1 })];
  const anew = await decideAnew(payments, so, detector, TERMS);
  expect(anew.map(({ situation }) => situation).sort()).toEqual(["first", "snapshot"]);
  expect(so.histories.get("a")?.times).toEqual([AT + 1]);
});

test("care sends to a person what the score would approve, with the levels of the moment of asking", async () => {
  const burst = Array.from({ length: 5 }, (_, at) => stored({ cardId: "a", paidAt: AT + at * MINUTE_MS }));
  const outcomes = async (terms: Terms) =>
    (await decideAnew(burst, remembered(["a"]), detector, terms)).map(({ outcome, isHeld }) => [outcome, isHeld]);
  expect((await outcomes(TERMS)).at(-1)).toEqual(["review", true]);
  const off = { ...CARE_LEVELS, paymentsInTenMinutes: null, paymentsInHour: null, sameAmountInDay: null };
  expect((await outcomes({ ...TERMS, care: off })).at(-1)).toEqual(["approve", false]);
});

test("lines of one's own hold before the model's", async () => {
  const [one] = await decideAnew([stored({ cardId: "a" })], remembered(["a"]), detector, {
    ...TERMS,
    reviewThreshold: 0,
    declineThreshold: 0,
  });
  expect(one?.outcome).toBe("decline");
});

test("what was paid before the range says how many cards are usual at a merchant", async () => {
  const crowd = (from: number, card: string) =>
    Array.from({ length: 8 }, (_, at) =>
      stored({ cardId: `${card}${at}`, merchant: "Busy", paidAt: from + at * 1_000, amountCents: 500 }),
    );
  const now = crowd(AT, "new");
  const cards = now.map(({ cardId }) => cardId);
  const held = async (so: Remembered) =>
    (await decideAnew(now, so, detector, TERMS)).filter(({ isHeld }) => isHeld).length;
  expect(await held(remembered(cards))).toBe(3);
  const knowing = remembered(cards);
  lookAt([...crowd(AT - DAY_MS, "old"), stored({ merchant: "Busy", paidAt: AT - 2 * 60 * MINUTE_MS })], knowing);
  expect(await held(knowing)).toBe(0);
});
