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
/**
 * The place of payments of which it is only known that their category is none of CATEGORIES: versions before this one kept no more.
 * Nothing new is counted here.
 */
export const UNKNOWN_CATEGORY = CATEGORIES.length;
/** The place of totals that belong to more categories than a card keeps apart. */
export const MORE_CATEGORIES = UNKNOWN_CATEGORY + 1;
/** From here on a place is made from the word itself. */
const FIRST_OF_WORDS = MORE_CATEGORIES + 1;
/**
 * Of other categories a card keeps so many apart, as many as a model may know. A sender may write anything there, such as the number of
 * an order, and a history is written with each payment.
 */
export const MOST_WORDS = 64;

export interface CardHistory {
  /**
   * Recent payments as columns, sorted by event time, amount and category, so that equal payments have only one order.
   */
  times: number[];
  cents: number[];
  /** Each is a place as `categoryPlace` gives it, or UNKNOWN_CATEGORY. */
  categories: number[];
  /** Totals over all payments of the card, recent ones included, by place up to UNKNOWN_CATEGORY. */
  categoryCounts: number[];
  categoryCents: number[];
  /** The same of categories that are none of CATEGORIES. Null: the card has none, as most. */
  words: WordTotals | null;
  /** Event time of the earliest payment, epoch ms. */
  firstAt: number | null;
}

/**
 * Totals by place, in the order of places, as columns. MORE_CATEGORIES is the first where a card had more than MOST_WORDS. Those of the
 * lowest places are kept, since this is the same in whatever order the payments came: a place that has to go never comes back.
 */
export interface WordTotals {
  places: number[];
  counts: number[];
  cents: number[];
}

const places = new Map<string, number>(CATEGORIES.map((name, place) => [name, place]));

/**
 * The place of a category in all histories: that in CATEGORIES, or a number made from the word, the empty one too. No model has a say in
 * it, since a history outlives models, and two of them read it at a time.
 */
export function categoryPlace(category: string): number {
  return places.get(category) ?? placeOfWord(category);
}

/**
 * FNV-1a over UTF-16, of which 30 bits are kept: V8 has such integers without a heap object. Two of 64 words share a place in one of
 * 500,000 vocabularies; they would then be counted as one.
 */
function placeOfWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return Math.max(FIRST_OF_WORDS, hash >>> 2);
}

export function emptyHistory(): CardHistory {
  const zeros = new Array<number>(CATEGORIES.length + 1).fill(0);
  return {
    times: [],
    cents: [],
    categories: [],
    categoryCounts: zeros,
    categoryCents: [...zeros],
    words: null,
    firstAt: null,
  };
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
  const { times, cents, categories } = history;
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

  countAt(history, category, 1, amountCents);
  history.firstAt = Math.min(history.firstAt ?? paidAt, paidAt);
  return history;
}

/** Adds payments to the totals of a place. */
export function countAt(history: CardHistory, place: number, payments: number, amountCents: number): void {
  if (place > UNKNOWN_CATEGORY) {
    history.words ??= { places: [], counts: [], cents: [] };
    countWord(history.words, place, payments, amountCents);
    return;
  }
  const { categoryCounts, categoryCents } = history;
  categoryCounts[place] = (categoryCounts[place] ?? 0) + payments;
  categoryCents[place] = (categoryCents[place] ?? 0) + amountCents;
}

function countWord(words: WordTotals, place: number, payments: number, amountCents: number): void {
  const { places, counts, cents } = words;
  let at = 0;
  while ((places[at] ?? place) < place) at++;
  if (places[at] === place) {
    counts[at] = (counts[at] ?? 0) + payments;
    cents[at] = (cents[at] ?? 0) + amountCents;
    return;
  }
  insert(places, at, place);
  insert(counts, at, payments);
  insert(cents, at, amountCents);
  const most = places[0] === MORE_CATEGORIES ? MOST_WORDS + 1 : MOST_WORDS;
  if (places.length <= most) return;
  places.pop();
  countWord(words, MORE_CATEGORIES, counts.pop() ?? 0, cents.pop() ?? 0);
}

export interface Totals {
  count: number;
  cents: number;
}

/** All payments of the card. */
export function totalsOf({ categoryCounts, categoryCents, words }: CardHistory): Totals {
  const totals = { count: sumOf(categoryCounts), cents: sumOf(categoryCents) };
  if (words !== null) {
    totals.count += sumOf(words.counts);
    totals.cents += sumOf(words.cents);
  }
  return totals;
}

/** All payments whose category is none of CATEGORIES. */
export function totalsOfOthers({ categoryCounts, categoryCents, words }: CardHistory): Totals {
  return {
    count: (categoryCounts[UNKNOWN_CATEGORY] ?? 0) + sumOf(words?.counts ?? []),
    cents: (categoryCents[UNKNOWN_CATEGORY] ?? 0) + sumOf(words?.cents ?? []),
  };
}

/**
 * The payments of one category. NaN where they cannot be told from others: an older version did not keep them apart, or the card had more
 * than MOST_WORDS.
 */
export function totalsAt({ categoryCounts, categoryCents, words }: CardHistory, place: number): Totals {
  if (place < UNKNOWN_CATEGORY) return { count: categoryCounts[place] ?? 0, cents: categoryCents[place] ?? 0 };
  if ((categoryCounts[UNKNOWN_CATEGORY] ?? 0) > 0) return { count: Number.NaN, cents: Number.NaN };
  if (words === null) return { count: 0, cents: 0 };
  const at = words.places.indexOf(place);
  if (at !== -1) return { count: words.counts[at] ?? 0, cents: words.cents[at] ?? 0 };
  const mayBeAmongMore = words.places[0] === MORE_CATEGORIES && place > (words.places.at(-1) ?? 0);
  return mayBeAmongMore ? { count: Number.NaN, cents: Number.NaN } : { count: 0, cents: 0 };
}

/** By place, because an iterator makes an object for each value. */
function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum;
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
