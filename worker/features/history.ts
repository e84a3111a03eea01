// What is remembered of a card: its recent payments by event time, and totals since its first one.
// Everything in it follows from the stored payments alone, in whatever order they came in.
import { CATEGORIES, type Payment } from "../payment/payment.ts";

const DAY_MS = 86_400_000;
export const RECENT_SPAN_MS = 30 * DAY_MS;
/** A card with more payments than this in 30 days is remembered by its newest ones (and by its totals). */
export const RECENT_CAP = 256;
/** All unknown categories share one place behind the known ones. */
export const UNKNOWN_CATEGORY = CATEGORIES.length;

export interface CardHistory {
  /** Recent payments as columns, by event time, then amount, then category: equal payments have one order only. */
  times: number[];
  cents: number[];
  /** Places in CATEGORIES, or UNKNOWN_CATEGORY. */
  categories: number[];
  /** Totals by category place over all payments ever remembered, recent ones included. */
  categoryCounts: number[];
  categoryCents: number[];
  /** Event time of the earliest payment. */
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
 * Adds a payment to the history, and returns it: the same object, since copies of all columns cost more than everything
 * else that is done with them. A late payment finds its place by event time, so the order of arrival leaves no trace.
 * Remembering a payment twice counts it twice: what is new, the store knows.
 */
export function remember(
  history: CardHistory,
  payment: Pick<Payment, "paidAt" | "amountCents" | "category">,
): CardHistory {
  const { times, cents, categories, categoryCounts, categoryCents } = history;
  const { paidAt, amountCents } = payment;
  const category = categoryPlace(payment.category);

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
  // Nearly always the newest.
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

const FIRST_LETTER = "a".charCodeAt(0);

/** JSON with time differences (in seconds where all are whole ones) and a letter a category: about 1 KB for a usual card. */
export function encodeHistory(history: CardHistory): string {
  const { times } = history;
  const from = times[0] ?? 0;
  const stepMs = times.every((time) => Number.isInteger((time - from) / 1000)) ? 1000 : 1;
  const gaps = new Array<number>(times.length);
  let before = from;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] ?? before;
    gaps[i] = (time - before) / stepMs;
    before = time;
  }
  return JSON.stringify({
    v: 1,
    first: history.firstAt,
    counts: history.categoryCounts,
    cents: history.categoryCents,
    from,
    stepMs,
    gaps,
    amounts: history.cents,
    categories: String.fromCharCode(...history.categories.map((place) => FIRST_LETTER + place)),
  });
}

interface Encoded {
  v: number;
  first: number | null;
  counts: number[];
  cents: number[];
  from: number;
  stepMs: number;
  gaps: number[];
  amounts: number[];
  categories: string;
}

/** The way back from `encodeHistory`. Our own store is trusted: only the version is looked at. */
export function decodeHistory(text: string): CardHistory {
  const encoded: Encoded = JSON.parse(text);
  if (encoded.v !== 1) throw new Error(`card history of unknown version ${encoded.v}: rebuild it from the payments`);
  const { gaps, stepMs } = encoded;
  const times = new Array<number>(gaps.length);
  const categories = new Array<number>(gaps.length);
  let time = encoded.from;
  for (let i = 0; i < gaps.length; i++) {
    time += (gaps[i] ?? 0) * stepMs;
    times[i] = time;
    categories[i] = encoded.categories.charCodeAt(i) - FIRST_LETTER;
  }
  return {
    times,
    cents: encoded.amounts,
    categories,
    categoryCounts: encoded.counts,
    categoryCents: encoded.cents,
    firstAt: encoded.first,
  };
}
