// Versions before this one counted all categories of one's own together. Which they were follows from the card's stored payments.
import { type CardHistory, categoryPlace, countAt, MORE_CATEGORIES, totalsOf, UNKNOWN_CATEGORY } from "./history.ts";

/** Payments of one category. */
export interface OfCategory {
  category: string;
  payments: number;
  amountCents: number;
}

/** Whether anything in it was counted together. */
export function isTogether({ categoryCounts }: CardHistory): boolean {
  return (categoryCounts[UNKNOWN_CATEGORY] ?? 0) > 0;
}

/**
 * Tells apart in place what was counted together, as far as it is among `stored`: all payments of the card that are still stored. `then`:
 * its history of the moment at which those were read. Payments that have left the store stay together, and so do those of a card with more
 * categories than are kept apart. Returns false where one of the two histories has payments that the other lacks: then nothing is changed.
 */
export function tellApart(history: CardHistory, then: CardHistory, stored: readonly OfCategory[]): boolean {
  if (totalsOf(then).count !== totalsOf(history).count) return false;
  const { categoryCounts, categoryCents, words } = history;
  if (words?.places[0] === MORE_CATEGORIES) return true;
  // Worked out before any is moved: a place that is new may push another one out.
  const moves = stored.flatMap(({ category, payments, amountCents }) => {
    const place = categoryPlace(category);
    if (place < UNKNOWN_CATEGORY) return [];
    const at = words?.places.indexOf(place) ?? -1;
    const apart = { count: words?.counts[at] ?? 0, cents: words?.cents[at] ?? 0 };
    return [{ place, count: payments - apart.count, cents: amountCents - apart.cents }];
  });
  for (const move of moves) {
    const together = { count: categoryCounts[UNKNOWN_CATEGORY] ?? 0, cents: categoryCents[UNKNOWN_CATEGORY] ?? 0 };
    const count = Math.min(together.count, move.count);
    if (count <= 0) continue;
    const cents = Math.min(together.cents, Math.max(0, move.cents));
    categoryCounts[UNKNOWN_CATEGORY] = together.count - count;
    categoryCents[UNKNOWN_CATEGORY] = together.cents - cents;
    countAt(history, move.place, count, cents);
  }
  return true;
}
