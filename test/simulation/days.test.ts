// The days of cards and merchants that a decider keeps, on its real memory, before a store that changes.
import { expect, test } from "vitest";
import { daysWalk } from "../../model/daysWalk.ts";
import { seededRandom } from "../../model/random.ts";
import { DAY_MS, HOUR_MS } from "../../worker/duration.ts";
import { dayOf, KEPT_DAYS } from "../../worker/features/days.ts";
import { moreFeatures } from "../../worker/features/moreFeatures.ts";
import { keptDays } from "../../worker/objects/keptDays.ts";
import { createDays } from "../../worker/pipeline/pullDays.ts";
import { payment } from "../rows.ts";
import { daysStoreOf, type Paid } from "./daysStore.ts";
import { objectStorage } from "./storage.ts";

const NOW = Date.UTC(2026, 10, 20, 10, 0, 0);
const TODAY = dayOf(NOW);

let number = 0;
function paid(daysAgo: number, changes: Partial<Paid> = {}): Paid {
  number += 1;
  const paidAt = NOW - daysAgo * DAY_MS + number;
  return { cardId: "own card", merchant: "Quay", paidAt, cents: 100, knownAt: null, ...changes };
}

function someDays(
  payments: Paid[],
  {
    storage = objectStorage(),
    now = NOW,
    oldestMs = Number.NEGATIVE_INFINITY,
    isOwn = (cardId: string) => cardId !== "",
  } = {},
) {
  const clock = { now };
  const asked: string[] = [];
  const fails = { after: Number.POSITIVE_INFINITY };
  const store = daysStoreOf(payments, async (question) => {
    if (asked.length >= fails.after) throw new Error("away");
    asked.push(question);
  });
  const ports = { memory: keptDays(storage), store, now: () => clock.now, wait: async () => undefined };
  const days = createDays({ ...ports, oldestMs: () => oldestMs });
  const pull = async () => {
    while (await days.step(isOwn));
  };
  const of = (cardId: string, merchant: string, daysRead = 37, paidAt = clock.now) => {
    const payment = { cardId, merchant, paidAt };
    return days.around([payment], daysRead)(payment);
  };
  return { days, pull, of, clock, asked, fails, storage };
}

/** What a decider that begins now would know. */
async function anew(payments: Paid[], now: number) {
  const { pull, of } = someDays(payments, { now });
  await pull();
  return of("own card", "Quay");
}

test("all that is kept is read at first, up to the last day that is over; today does not count", async () => {
  const payments = [paid(0), paid(1), paid(1, { cardId: "other card", cents: 50 }), paid(30), paid(KEPT_DAYS + 1)];
  const { pull, of, days } = someDays(payments);
  expect(of("own card", "Quay")).toBeNull();
  await pull();
  expect(days.through()).toBe(TODAY - 1);
  expect(of("own card", "Quay")).toEqual({
    card: {
      days: [
        { day: TODAY - 30, payments: 1, cents: 100, cards: 1 },
        { day: TODAY - 1, payments: 1, cents: 100, cards: 1 },
      ],
      frauds: [],
    },
    merchant: {
      days: [
        { day: TODAY - 30, payments: 1, cents: 100, cards: 1 },
        { day: TODAY - 1, payments: 2, cents: 150, cards: 2 },
      ],
      frauds: [],
    },
  });
});

test("cards of other deciders count at merchants, and are not kept themselves", async () => {
  const other = paid(1, { cardId: "other card", knownAt: NOW });
  const { pull, of, storage } = someDays([other], { isOwn: (cardId) => cardId === "own card" });
  await pull();
  expect(of("other card", "Quay")?.card).toEqual({ days: [], frauds: [] });
  expect(of("own card", "Quay")?.merchant.days).toMatchObject([{ payments: 1, cards: 1 }]);
  expect(of("own card", "Quay")?.merchant.frauds).toHaveLength(1);
  expect(storage.sql.exec("select kind from days").toArray()).toEqual([{ kind: "merchant" }]);
});

test("each day is read once, when it is over, and of earlier days only who changed", async () => {
  const payments = [paid(1), paid(2, { merchant: "elsewhere" })];
  const { pull, of, clock, asked } = someDays(payments);
  await pull();
  asked.length = 0;
  await pull();
  expect(asked).toEqual([]);
  clock.now = (TODAY + 1) * DAY_MS + HOUR_MS / 2;
  await pull();
  expect(asked).toEqual([]);
  payments.push(paid(0), paid(5, { cardId: "late card" }));
  clock.now += HOUR_MS / 2;
  await pull();
  expect(asked).toEqual([
    ...["changedDays", `daySums ${TODAY - 5} late card Quay`, `dayFrauds ${TODAY - 5}`],
    ...[`daySums ${TODAY} whole`, `dayFrauds ${TODAY}`],
  ]);
  expect(of("own card", "Quay")).toEqual(await anew(payments, clock.now));
});

test("a verdict on an older payment counts from the next day on, and one that is taken back no longer", async () => {
  const [first, second] = [paid(3, { knownAt: NOW - DAY_MS }), paid(3)];
  const payments = [first, second];
  const { pull, of, clock } = someDays(payments);
  const frauds = () => of("own card", "Quay")?.merchant.frauds.map(({ paidAt }) => paidAt);
  await pull();
  expect(frauds()).toEqual([first.paidAt]);
  Object.assign(first, { knownAt: null, seq: 10 });
  Object.assign(second, { knownAt: NOW, seq: 11 });
  clock.now += DAY_MS;
  await pull();
  expect(frauds()).toEqual([second.paidAt]);
  expect(of("own card", "Quay")?.card).toEqual((await anew(payments, clock.now))?.card);
});

test("an import of many old payments has their days read whole, once each", async () => {
  const payments = [paid(1)];
  const { pull, of, clock, asked } = someDays(payments);
  await pull();
  asked.length = 0;
  for (let nth = 0; nth < 300; nth += 1) payments.push(paid(8 + (nth % 2), { cardId: `imported ${nth}` }));
  clock.now += DAY_MS;
  await pull();
  expect(asked.filter((question) => question.startsWith("daySums"))).toEqual([
    ...[`daySums ${TODAY - 8} whole`, `daySums ${TODAY - 9} whole`, `daySums ${TODAY} whole`],
  ]);
  expect(of("own card", "Quay")).toEqual(await anew(payments, clock.now));
});

test("a pull that ends anywhere goes on where it was, and comes to the same", async () => {
  const payments = [1, 1, 2, 3, 60].map((ago) => paid(ago, { knownAt: NOW }));
  const storage = objectStorage();
  for (let after = 0; after < 200; after += 1) {
    const { pull, fails } = someDays(payments, { storage });
    fails.after = after % 4;
    await pull().catch(() => undefined);
  }
  payments.push(paid(0), paid(2, { knownAt: NOW }));
  const now = NOW + DAY_MS;
  for (let after = 0; after < 40; after += 1) {
    const { pull, fails } = someDays(payments, { storage, now });
    fails.after = after % 4;
    await pull().catch(() => undefined);
  }
  const { of, days } = someDays(payments, { storage, now });
  expect(days.through()).toBe(TODAY);
  expect(of("own card", "Quay")).toEqual(await anew(payments, now));
});

test("while a store is away the days that were read are used", async () => {
  const { pull, of, clock, fails } = someDays([paid(1)]);
  await pull();
  fails.after = 0;
  clock.now += 3 * DAY_MS;
  await expect(pull()).rejects.toThrow("away");
  expect(of("own card", "Quay")?.merchant.days).toMatchObject([{ day: TODAY - 1 }]);
});

test("days older than any model reads are dropped, and a clock that was far ahead costs nothing but a reading anew", async () => {
  const payments = [paid(1), paid(40)];
  const { pull, of, clock, days, storage } = someDays(payments);
  await pull();
  const kept = () => storage.sql.exec("select distinct day from days order by day").toArray();
  expect(kept()).toHaveLength(2);
  clock.now += 30 * DAY_MS;
  await pull();
  expect(kept()).toEqual([{ day: TODAY - 1 }]);
  clock.now = NOW;
  expect(days.isDue()).toBe(true);
  await pull();
  expect(days.through()).toBe(TODAY - 1);
  expect(of("own card", "Quay")).toEqual(await anew(payments, NOW));
});

test("a payment whose windows begin before what is kept is told nothing, instead of too little", async () => {
  const { pull, of } = someDays([paid(1), paid(50)], { oldestMs: NOW - 45 * DAY_MS });
  await pull();
  expect(of("own card", "Quay", 37)).not.toBeNull();
  expect(of("own card", "Quay", 60)).toBeNull();
  expect(of("own card", "Quay", 37, NOW - 20 * DAY_MS)).toBeNull();
});

test("ten thousand cards of a day are read page by page", async () => {
  const payments = Array.from({ length: 12_345 }, (_, nth) => paid(1, { cardId: `card ${nth}` }));
  const { pull, of, asked, storage } = someDays(payments);
  await pull();
  expect(asked.filter((question) => question === `daySums ${TODAY - 1} whole`)).toHaveLength(2);
  expect(of("card 12344", "Quay")).toMatchObject({
    card: { days: [{ payments: 1 }] },
    merchant: { days: [{ payments: 12_345, cards: 12_345 }] },
  });
  expect(storage.sql.exec("select count(*) as rows from days").toArray()).toEqual([{ rows: 12_346 }]);
});

test("a payment has the same features from the days that a decider reads as from training's walk through all payments", async () => {
  const random = seededRandom(7);
  const begin = (TODAY - 75) * DAY_MS;
  const payments = Array.from({ length: 3_000 }, (_, nth) => {
    const paidAt = begin + Math.floor(((nth + random()) * 75 * DAY_MS) / 3_000);
    const knownAt = random() < 0.2 ? paidAt + Math.floor(random() * random() * 20 * DAY_MS) : null;
    const cents = 100 + Math.floor(random() * 9_000);
    return { cardId: `card ${Math.floor(random() * 40)}`, merchant: `shop ${nth % 9}`, paidAt, cents, knownAt };
  });
  const told = { delayDays: 7, share: 0.01 };
  let compared = 0;
  for (const day of [TODAY - 40, TODAY - 2, TODAY - 1]) {
    // What the store has when the day before is settled.
    const settled = day * DAY_MS + HOUR_MS;
    const stored = payments.filter(({ paidAt }) => paidAt < settled);
    const said = stored.map((each) => ({
      ...each,
      knownAt: (each.knownAt ?? settled) < settled ? each.knownAt : null,
    }));
    const { pull, days } = someDays(said, { now: settled });
    await pull();
    for (const each of payments.filter(({ paidAt }) => dayOf(paidAt) === day && paidAt >= settled)) {
      const whole = payment({ ...each, amountCents: each.cents });
      const earlier = daysWalk();
      for (const { cents, knownAt, ...before } of payments.filter(({ paidAt }) => paidAt < each.paidAt))
        earlier.add(payment({ ...before, amountCents: cents }), knownAt);
      const pulled = moreFeatures(whole, days.around([each], 37)(each), told);
      expect([...pulled]).toEqual([...moreFeatures(whole, earlier.before(whole), told)]);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(100);
});
