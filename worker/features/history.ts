// What is remembered about a card: its recent payments by event time, and totals since its first one. All of it follows
// from the stored payments alone, in whatever order they came in.

import { DAY_MS } from "../duration.ts";
import { readCategory } from "../payment/category.ts";
import { CATEGORIES, type Payment } from "../payment/payment.ts";

/** The longest window of a feature, since older payments are forgotten. */
export const RECENT_SPAN_MS = 30 * DAY_MS;
/** Of a card with more payments than this in 30 days, only the newest are remembered (and the totals). */
export const RECENT_CAP = 256;
/** Higher amounts are remembered as this one, since historyCodec.ts has room for no more. No card pays so much. */
const MOST_CENTS = 2 ** 36 - 1;
/** All unknown categories share one place, behind the known ones. */
export const UNKNOWN_CATEGORY = CATEGORIES.length;

export interface CardHistory {
  /**
   * Recent payments as columns, sorted by event time, amount and category, so that equal payments have only one order.
   */
  times: number[];
  cents: number[];
  /** Each is a place in CATEGORIES, or UNKNOWN_CATEGORY. */
  categories: number[];
  /** Totals by category place over all payments of the card, recent ones included. */
  categoryCounts: number[];
  categoryCents: number[];
  /** Event time of the earliest payment, epoch ms. */
  firstAt: number | null;
}

const places = new Map<string, number>(CATEGORIES.map((name, place) => [name, place]));

export function categoryPlace(category: string): number {
  return places.get(category) ?? UNKNOWN_CATEGORY;
}

export function emptyHistory(): CardHistory {
  const zeros = new Array<number>(CATEGORIES.length + 1).fill(0);
  return { times: [], cents: [], categories: [], categoryCounts: zeros, categoryCents: [...zeros], firstAt: null };
}

/**
 * Adds a payment to the history and returns it. It is the same object, since copying all columns would cost more than
 * everything else done with them. A late payment is put in its place by event time, so the order of arrival makes no
 * difference. A payment that is remembered twice counts twice: the store knows which payments are new.
 */
export function remember(
  history: CardHistory,
  payment: Pick<Payment, "paidAt" | "amountCents" | "category" | "knownAs">,
): CardHistory {
  const { times, cents, categories, categoryCounts, categoryCents } = history;
  const { paidAt } = payment;
  const amountCents = Math.min(MOST_CENTS, payment.amountCents);
  const category = categoryPlace(readCategory(payment));

  let place = times.length;
  while (place > 0 && comesAfter(history, place - 1, paidAt, amountCents, category)) place--;
  insert(times, place, paidAt);
  insert(cents, place, amountCents);
  insert(categories, place, category);

  const oldest = (times.at(-1) ?? paidAt) - RECENT_SPAN_MS;
  let drop = Math.max(0, times.length - RECENT_CAP);
  while ((times[drop] ?? oldest) < oldest) drop++;
  if (drop > 0) for (const column of [times, cents, categories]) column.splice(0, drop);

  categoryCounts[category] = (categoryCounts[category] ?? 0) + 1;
  categoryCents[category] = (categoryCents[category] ?? 0) + amountCents;
  history.firstAt = Math.min(history.firstAt ?? paidAt, paidAt);
  return history;
}

function insert(column: number[], place: number, value: number): void {
  // The new payment is nearly always the newest.
  if (place === column.length) column.push(value);
  else column.splice(place, 0, value);
}

function comesAfter(history: CardHistory, at: number, time: number, cents: number, category: number): boolean {
  const byTime = (history.times[at] ?? 0) - time;
  if (byTime !== 0) return byTime > 0;
  const byCents = (history.cents[at] ?? 0) - cents;
  if (byCents !== 0) return byCents > 0;
  return (history.categories[at] ?? 0) > category;
}
