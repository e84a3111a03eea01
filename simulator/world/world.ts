// The made-up world: a pure function of its options. Any date, past or future, can be asked for by itself and is always
// the same, so card histories fit together whenever the simulator is started.
import { DAY_MS } from "../../worker/duration.ts";
import type { WorldRow } from "../row.ts";
import { type Burst, burstOn, burstRhythm, mostFraudsPerDay } from "./burstDates.ts";
import { MONTH_FACTORS, NATURAL_RATE_PER_1000_CARDS, WEEKDAY_FACTORS } from "./habits.ts";
import { type Card, createCards } from "./people.ts";
import { createRandom, hashText, hexId, poisson } from "./random.ts";
import { type FraudHours, fraudPurchase, legitimatePurchase, type Purchase } from "./spending.ts";
import { createZone, type Zone } from "./zone.ts";

export interface WorldOptions {
  seed: number;
  cards: number;
  /** Payments per minute of all cards, averaged over the hours of the day and the days of the year. */
  paymentsPerMinute: number;
  /** Share of all payments, 0 to 1. */
  fraudShare: number;
  /** `natural`: mostly at night. `even`: as many at noon as at midnight. */
  fraudHours: FraudHours;
  /** IANA name of the wall clock by which the world's people live. */
  timezone: string;
}

export interface World {
  cards: readonly Card[];
  zone: Zone;
  /** All payments of a date (days since 1970), in order of time; only of the first `cardCount` cards if given. */
  day(day: number, cardCount?: number): WorldRow[];
  /** One card's payments of a date, in order of time. */
  cardDay(card: Card, day: number): WorldRow[];
  /** A number of payments that a card will hardly ever exceed on one date. */
  mostPerCardDay: number;
}

const MINUTES_PER_DAY = 1440;
const SPENDING_SALT = 0x59e4d1;
const FRAUD_SALT = 0xf4a0d0;
/** Keeps the ids of a card's frauds apart from those of its own payments. */
const FRAUD_NUMBERS_FROM = 1_000_000;

const average = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const averageSeason = average(WEEKDAY_FACTORS) * average(MONTH_FACTORS);

/** How busy a date is; 1 on average. */
function seasonOf(day: number): number {
  const date = new Date(day * DAY_MS);
  const factor = (WEEKDAY_FACTORS[date.getUTCDay()] ?? 1) * (MONTH_FACTORS[date.getUTCMonth()] ?? 1);
  return factor / averageSeason;
}

export function naturalRate(cards: number): number {
  return (cards / 1000) * NATURAL_RATE_PER_1000_CARDS;
}

/** The largest share of frauds that this many cards can hold at this rate. */
export function mostFraudShare(cards: number, paymentsPerMinute: number): number {
  return Math.min(0.5, mostFraudsPerDay(cards) / (paymentsPerMinute * MINUTES_PER_DAY));
}

const inOrder = (a: WorldRow, b: WorldRow) => a.paidAt - b.paidAt || (a.id < b.id ? -1 : 1);

export function createWorld(options: WorldOptions): World {
  const { seed, paymentsPerMinute, fraudShare, fraudHours } = options;
  const cards = createCards(seed, options.cards);
  const zone = createZone(options.timezone);
  // The people depend on the seed alone. Their payments depend on every option. Otherwise the same ids would come back
  // with other contents after a restart at another rate, and a reader would rightly call that a conflict.
  const key = hashText(
    JSON.stringify([seed, cards.length, paymentsPerMinute, fraudShare, fraudHours, options.timezone]),
  );

  const perDay = paymentsPerMinute * MINUTES_PER_DAY;
  const rhythm = burstRhythm(perDay * fraudShare, cards.length);
  const daysUnderBurst = (2 * rhythm.chance) / rhythm.cycleDays;
  const totalActivity = cards.reduce((sum, card) => sum + card.activity, 0);
  const perActivity = (perDay * (1 - fraudShare)) / (totalActivity * (1 - daysUnderBurst));

  function row(card: Card, day: number, number: number, bought: Purchase, isFraud: boolean): WorldRow {
    return {
      holder: card.holder,
      merchant: bought.merchant,
      category: bought.category,
      amount: bought.amount,
      id: hexId(key, card.index, day, number),
      merchantLatitude: bought.merchantLatitude,
      merchantLongitude: bought.merchantLongitude,
      isFraud,
      paidAt: zone.epochOf(day, bought.clockMs),
      index: 0,
    };
  }

  function fraudsOf(card: Card, day: number, burst: Burst): WorldRow[] {
    const random = createRandom(key, card.index, burst.firstDay, FRAUD_SALT);
    const rows: WorldRow[] = [];
    for (let i = 0; i < burst.frauds; i++) {
      // Both dates have at least one fraud; the others fall on either date.
      const onSecond = random() < 0.5;
      const date = burst.firstDay + (i === 0 ? 0 : i === 1 || onSecond ? 1 : 0);
      const bought = fraudPurchase(random, card, date, fraudHours);
      if (date === day) rows.push(row(card, day, FRAUD_NUMBERS_FROM + i, bought, true));
    }
    return rows;
  }

  function payments(card: Card, day: number, season: number): WorldRow[] {
    const burst = burstOn(key, card.index, day, rhythm);
    if (burst !== null) return fraudsOf(card, day, burst);
    const random = createRandom(key, card.index, day, SPENDING_SALT);
    const count = poisson(random, card.activity * perActivity * season);
    const rows: WorldRow[] = [];
    for (let i = 0; i < count; i++) rows.push(row(card, day, i, legitimatePurchase(random, card, day), false));
    return rows;
  }

  return {
    cards,
    zone,
    day(day, cardCount = cards.length) {
      const season = seasonOf(day);
      const rows = cards.slice(0, cardCount).flatMap((card) => payments(card, day, season));
      rows.sort(inOrder);
      rows.forEach((each, i) => {
        each.index = i;
      });
      return rows;
    },
    cardDay: (card, day) => payments(card, day, seasonOf(day)).sort(inOrder),
    mostPerCardDay: Math.max(20, Math.ceil(5 * perActivity * 3)),
  };
}
