import fc from "fast-check";
import { expect, test } from "vitest";
import type { FeedRow } from "../row.ts";
import { createWorld, mostFraudShare, naturalRate, type WorldOptions } from "./world.ts";

const base: WorldOptions = {
  seed: 7,
  cards: 3000,
  paymentsPerMinute: 6,
  fraudShare: 0.02,
  fraudHours: "natural",
  timezone: "UTC",
};
const someDay = 20_500;
const days = (count: number) => Array.from({ length: count }, (_, i) => someDay + i);
const hourOf = (row: FeedRow) => new Date(row.paidAt).getUTCHours();
const atNight = (row: FeedRow) => hourOf(row) >= 22 || hourOf(row) < 4;

const world = createWorld(base);
const threeWeeks = days(21).map((day) => world.day(day));
const rows = threeWeeks.flat();
const frauds = rows.filter((row) => row.isFraud);

test("a date is the same however often and in whatever order it is asked for", () => {
  const again = createWorld(base);
  for (const day of days(4).reverse()) expect(again.day(day)).toEqual(threeWeeks[day - someDay]);
  expect(again.day(someDay)).toEqual(threeWeeks[0]);
});

test("one card's date holds the same payments whether asked for alone or with all others", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: base.cards - 1 }), fc.integer({ min: 0, max: 20 }), (index, offset) => {
      const card = world.cards[index];
      if (card === undefined) throw new Error("no such card");
      const ids = (threeWeeks[offset] ?? []).filter((row) => row.holder === card.holder).map((row) => row.id);
      expect(world.cardDay(card, someDay + offset).map((row) => row.id)).toEqual(ids);
    }),
  );
});

test("the first cards of a date are those of the whole date", () => {
  const few = new Set(world.cards.slice(0, 100).map((card) => card.holder.cardNumber));
  const ids = (threeWeeks[2] ?? []).filter((row) => few.has(row.holder.cardNumber)).map((row) => row.id);
  expect(world.day(someDay + 2, 100).map((row) => row.id)).toEqual(ids);
});

test("a date's payments are in order of time, and no id comes twice", () => {
  const times = rows.map((row) => row.paidAt);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  expect(rows.every((row) => /^[0-9a-f]{32}$/.test(row.id))).toBe(true);
});

test("the world is as busy as asked, over a year", () => {
  const small = createWorld({ ...base, cards: 200, paymentsPerMinute: 0.4 });
  const count = days(365).reduce((sum, day) => sum + small.day(day).length, 0);
  expect(count / 365 / 1440 / 0.4).toBeGreaterThan(0.95);
  expect(count / 365 / 1440 / 0.4).toBeLessThan(1.05);
});

test("frauds are the share of payments that was asked for, at natural and at even hours", () => {
  for (const fraudHours of ["natural", "even"] as const) {
    const one = createWorld({ ...base, cards: 150, paymentsPerMinute: 0.3, fraudHours });
    const year = days(365).flatMap((day) => one.day(day).map((row) => row.isFraud));
    const share = year.filter((isFraud) => isFraud).length / year.length;
    expect(share).toBeGreaterThan(0.017);
    expect(share).toBeLessThan(0.023);
  }
});

test("a world without frauds has none, and one with the most that fit still has room", () => {
  expect(
    createWorld({ ...base, fraudShare: 0 })
      .day(someDay)
      .some((row) => row.isFraud),
  ).toBe(false);
  const most = mostFraudShare(200, naturalRate(200));
  const full = createWorld({ ...base, cards: 200, paymentsPerMinute: naturalRate(200), fraudShare: most });
  const month = days(60).flatMap((day) => full.day(day));
  const share = month.filter((row) => row.isFraud).length / month.length;
  expect(share / most).toBeGreaterThan(0.85);
  expect(share / most).toBeLessThan(1.15);
});

test("a card that has been abused is left alone for a while", () => {
  const one = createWorld({ ...base, cards: 150, paymentsPerMinute: 0.3 });
  const last = new Map<string, number>();
  for (const day of days(365)) {
    for (const row of one.day(day).filter((each) => each.isFraud)) {
      const before = last.get(row.holder.cardNumber) ?? 0;
      expect(day - before <= 1 || day - before > 60).toBe(true);
      last.set(row.holder.cardNumber, day);
    }
  }
});

test("a thief uses a card on two consecutive dates, 2 to 19 times, and its owner doesn't pay on them", () => {
  const dateOf = (row: FeedRow) => Math.floor(row.paidAt / 86_400_000);
  const own = new Set(rows.filter((row) => !row.isFraud).map((row) => `${row.holder.cardNumber} ${dateOf(row)}`));
  const sizes: number[] = [];
  for (const [cardNumber, stolen = []] of Map.groupBy(frauds, (row) => row.holder.cardNumber)) {
    const dates = [...new Set(stolen.map(dateOf))].sort();
    expect(dates.filter((date) => own.has(`${cardNumber} ${date}`))).toEqual([]);
    // A burst may be cut off at the ends of the three weeks.
    if (dates.length === 1) continue;
    expect(dates.length).toBe(2);
    expect(dates[1]).toBe((dates[0] ?? 0) + 1);
    sizes.push(stolen.length);
  }
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(19);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  expect(mean).toBeGreaterThan(8.5);
  expect(mean).toBeLessThan(11);
});

test("thieves work at night, other people by day", () => {
  const share = (some: FeedRow[]) => some.filter(atNight).length / some.length;
  expect(share(frauds)).toBeGreaterThan(0.8);
  expect(share(frauds)).toBeLessThan(0.88);
  const legitimate = share(rows.filter((row) => !row.isFraud));
  expect(legitimate).toBeGreaterThan(0.17);
  expect(legitimate).toBeLessThan(0.27);
});

test("at even hours there are as many frauds at noon as at midnight", () => {
  const even = createWorld({ ...base, fraudHours: "even" });
  const byHour = new Array<number>(24).fill(0);
  const stolen = days(21).flatMap((day) => even.day(day).filter((row) => row.isFraud));
  for (const row of stolen) byHour[hourOf(row)] = (byHour[hourOf(row)] ?? 0) + 1;
  const expected = stolen.length / 24;
  for (const count of byHour) expect(Math.abs(count / expected - 1)).toBeLessThan(0.3);
});

test("amounts are dollars with at most two decimals, and those of frauds are of another size", () => {
  expect(rows.filter((row) => row.amount < 1 || Math.round(row.amount * 100) / 100 !== row.amount)).toEqual([]);
  const mean = (category: string, isFraud: boolean) => {
    const some = rows.filter((row) => row.category === category && row.isFraud === isFraud);
    return some.reduce((sum, row) => sum + row.amount, 0) / some.length;
  };
  expect(mean("shopping_net", true)).toBeGreaterThan(950);
  expect(mean("shopping_net", true)).toBeLessThan(1050);
  expect(mean("grocery_pos", true)).toBeGreaterThan(290);
  expect(mean("grocery_pos", true)).toBeLessThan(340);
  expect(mean("gas_transport", true)).toBeLessThan(20);
  expect(mean("shopping_net", false)).toBeGreaterThan(55);
  expect(mean("shopping_net", false)).toBeLessThan(95);
});

test("fuel is bought before noon, and travel after", () => {
  expect(rows.filter((row) => row.category === "gas_transport").every((row) => hourOf(row) < 12)).toBe(true);
  expect(rows.filter((row) => row.category === "travel").every((row) => hourOf(row) >= 12)).toBe(true);
});

test("every shop carries the feed's prefix and lies within a degree of the card's home", () => {
  const near = (shop: number, home: number) => Math.abs(shop - home) <= 1.000001;
  expect(rows.every((row) => row.merchant.startsWith("fraud_"))).toBe(true);
  expect(rows.every((row) => near(row.merchantLatitude, row.holder.latitude))).toBe(true);
  expect(rows.every((row) => near(row.merchantLongitude, row.holder.longitude))).toBe(true);
});

test("card numbers are unique, of 11 to 19 digits, and about 9 % lie above 2^53", () => {
  const numbers = world.cards.map((card) => card.holder.cardNumber);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.every((number) => /^[1-9]\d{10,18}$/.test(number))).toBe(true);
  const share = numbers.filter((number) => BigInt(number) > 2n ** 53n).length / numbers.length;
  expect(share).toBeGreaterThan(0.07);
  expect(share).toBeLessThan(0.11);
});

test("more cards leave the first ones as they were, and another seed is another world", () => {
  const more = createWorld({ ...base, cards: 3100 });
  expect(more.cards.slice(0, 3000)).toEqual(world.cards);
  expect(createWorld({ ...base, seed: 8 }).cards[0]).not.toEqual(world.cards[0]);
});

test("at another rate the same id never comes with other contents", () => {
  const known = new Set(threeWeeks[0]?.map((row) => row.id));
  const faster = createWorld({ ...base, paymentsPerMinute: 7 }).day(someDay);
  expect(faster.filter((row) => known.has(row.id))).toEqual([]);
});
