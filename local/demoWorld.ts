// The made-up world that `npm start` polls, and the part of its past that is loaded.
import type { Past } from "../simulator/past.ts";

/** About one payment a second, with each card at its natural pace, and about one fraud a minute at any hour. */
export const WORLD = { cards: 34_000, rate: 60, fraudShare: 1 / 60, fraudHours: "even", limit: 0 } as const;

/**
 * First a few days of a tenth of the cards, so that some have a history; then today for all cards, so that the chart is
 * even. No payment is in both.
 */
export const PAST: readonly Past[] = [
  { days: 3, until: 1, cards: WORLD.cards / 10 },
  { days: 0, until: 0, cards: WORLD.cards },
];

/** A tenth of the payments, of people of its own: those of a shop that takes them by a provider's webhooks. */
export const SHOP_WORLD = {
  seed: 2,
  cards: WORLD.cards / 10,
  paymentsPerMinute: WORLD.rate / 10,
  fraudShare: 1 / 30,
  fraudHours: "even",
} as const;
