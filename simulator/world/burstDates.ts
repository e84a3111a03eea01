// When a card is abused. A thief has a card for two consecutive dates, on which its owner does not pay with it.
import { BURST_SIZES } from "./habits.ts";
import { createRandom, weighted, wholeBelow } from "./random.ts";

export interface Burst {
  /** The first of its two dates, in days since 1970. */
  firstDay: number;
  frauds: number;
}

/**
 * Time is cut into cycles of this many days, which begin at another date for each card. Each cycle holds one burst with
 * the given chance. A card's burst near any date is therefore known without going through the dates before.
 */
export interface BurstRhythm {
  cycleDays: number;
  chance: number;
}

const SHORTEST_CYCLE_DAYS = 4;
const LONGEST_CYCLE_DAYS = 730;
const BURST_SALT = 0x0b5257;
const chooseSize = weighted(BURST_SIZES);

const totalWeight = BURST_SIZES.reduce((sum, [, weight]) => sum + weight, 0);
const MEAN_FRAUDS_PER_BURST = BURST_SIZES.reduce((sum, [size, weight]) => sum + size * weight, 0) / totalWeight;

/** The most frauds per day that this many cards can have without one burst running into the next. */
export function mostFraudsPerDay(cards: number): number {
  return (cards * MEAN_FRAUDS_PER_BURST) / SHORTEST_CYCLE_DAYS;
}

export function burstRhythm(fraudsPerDay: number, cards: number): BurstRhythm {
  const burstsPerCardDay = fraudsPerDay / MEAN_FRAUDS_PER_BURST / cards;
  if (burstsPerCardDay <= 0) return { cycleDays: LONGEST_CYCLE_DAYS, chance: 0 };
  const cycleDays = Math.min(LONGEST_CYCLE_DAYS, Math.max(SHORTEST_CYCLE_DAYS, Math.floor(1 / burstsPerCardDay)));
  return { cycleDays, chance: Math.min(1, burstsPerCardDay * cycleDays) };
}

/** The burst that covers this date of this card; null when there is none. */
export function burstOn(key: number, cardIndex: number, day: number, rhythm: BurstRhythm): Burst | null {
  const beginning = wholeBelow(createRandom(key, cardIndex, 0, BURST_SALT), rhythm.cycleDays);
  const cycle = Math.floor((day + beginning) / rhythm.cycleDays);
  const random = createRandom(key, cardIndex, cycle, BURST_SALT + 1);
  if (random() >= rhythm.chance) return null;
  // Only in the first half of the cycle, so that at least half a cycle lies between two bursts of a card.
  const firstDay = cycle * rhythm.cycleDays - beginning + wholeBelow(random, Math.max(2, rhythm.cycleDays >> 1));
  if (day < firstDay || day > firstDay + 1) return null;
  return { firstDay, frauds: chooseSize(random) };
}
