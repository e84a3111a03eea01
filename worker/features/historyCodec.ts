// A card's history as text, for the store: Base64 of columns of little-endian numbers, 12 characters a payment. JSON of
// the same numbers took five times as long to write and read.
import { Buffer } from "node:buffer";
import { CATEGORIES } from "../payment/payment.ts";
import { type CardHistory, MOST_WORDS, RECENT_CAP, UNKNOWN_CATEGORY, type WordTotals } from "./history.ts";

/** Of a card that has paid only for CATEGORIES. Versions of Vigie before the next one read it, too. */
const VERSION = 2;
/** Of one that has paid for anything else. */
const VERSION_OF_WORDS = 3;
const PLACES = CATEGORIES.length + 1;
const FLOAT_BYTES = Float64Array.BYTES_PER_ELEMENT;
const WORD_BYTES = Uint32Array.BYTES_PER_ELEMENT;
/** Version and count, first and oldest event time, cents by category, counts by category. */
const HEAD_BYTES = 2 * WORD_BYTES + (2 + PLACES) * FLOAT_BYTES + PLACES * WORD_BYTES;
/** Milliseconds since the oldest payment (30 days are fewer than 2^32), cents, category. */
const PAYMENT_BYTES = 2 * WORD_BYTES + 1;
/**
 * Amounts above 42 million dollars in cents need more than one word: the rest is kept in the category's byte, which has
 * room.
 */
const WORD = 2 ** 32;
const CATEGORY_BITS = 4;
const CATEGORY_MASK = (1 << CATEGORY_BITS) - 1;

/**
 * Version 3 lists the places that the card has, each with its totals. A payment names one by its position in that list,
 * in two bytes. A place without totals is that of payments that are counted elsewhere: beyond MOST_WORDS, or told apart since.
 */
const PLACE_BYTES = FLOAT_BYTES + 2 * WORD_BYTES;
const MOST_PLACES = PLACES + 1 + MOST_WORDS + RECENT_CAP;
/** Version, both counts in one word, first and oldest event time. */
const SHORT_HEAD_BYTES = 2 * WORD_BYTES + 2 * FLOAT_BYTES;
const LONG_PAYMENT_BYTES = 2 * WORD_BYTES + 2;
const COUNT_BITS = 16;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** Fewer than 4096 places leave the same four bits for large amounts. */
const POSITION_BITS = 12;
const POSITION_MASK = (1 << POSITION_BITS) - 1;

// One buffer, seen as bytes, halves of words, words and floats. Rounded up, since a view of floats must end at a whole float.
const MOST_BYTES = SHORT_HEAD_BYTES + MOST_PLACES * PLACE_BYTES + RECENT_CAP * LONG_PAYMENT_BYTES;
const ROOM = Math.ceil(MOST_BYTES / FLOAT_BYTES) * FLOAT_BYTES;
const bytes = Buffer.from(new ArrayBuffer(ROOM));
const halves = new Uint16Array(bytes.buffer);
const words = new Uint32Array(bytes.buffer);
/** Places have 30 bits. Read as signed numbers they take no room of their own. */
const integers = new Int32Array(bytes.buffer);
const floats = new Float64Array(bytes.buffer);

export function encodeHistory(history: CardHistory): string {
  return history.words === null ? encodeVersion2(history) : encodeVersion3(history, history.words);
}

function encodeVersion2({ firstAt, times, cents, categories, ...totals }: CardHistory): string {
  const count = times.length;
  const oldest = times[0] ?? 0;
  words[0] = VERSION;
  words[1] = count;
  let at = 1;
  floats[at++] = firstAt ?? Number.NaN;
  floats[at++] = oldest;
  for (let place = 0; place < PLACES; place++) floats[at++] = totals.categoryCents[place] ?? 0;
  at *= FLOAT_BYTES / WORD_BYTES;
  for (let place = 0; place < PLACES; place++) words[at++] = totals.categoryCounts[place] ?? 0;
  for (let i = 0; i < count; i++) words[at++] = (times[i] ?? 0) - oldest;
  for (let i = 0; i < count; i++) words[at++] = (cents[i] ?? 0) % WORD;
  at *= WORD_BYTES;
  for (let i = 0; i < count; i++) {
    bytes[at++] = (categories[i] ?? 0) | (Math.floor((cents[i] ?? 0) / WORD) << CATEGORY_BITS);
  }
  return bytes.toString("base64", 0, at);
}

function encodeVersion3(history: CardHistory, own: WordTotals): string {
  const { firstAt, times, cents, categories } = history;
  let listed = listedTotals(history, own);
  let positions = positionsOf(categories, listed);
  if (positions.includes(-1)) {
    listed = alsoListed(listed, new Set(categories.filter((_, i) => positions[i] === -1)));
    positions = positionsOf(categories, listed);
  }
  const count = times.length;
  const oldest = times[0] ?? 0;
  words[0] = VERSION_OF_WORDS;
  words[1] = count | (listed.places.length << COUNT_BITS);
  let at = 1;
  floats[at++] = firstAt ?? Number.NaN;
  floats[at++] = oldest;
  for (const cents of listed.cents) floats[at++] = cents;
  at *= FLOAT_BYTES / WORD_BYTES;
  for (const place of listed.places) words[at++] = place;
  for (const count of listed.counts) words[at++] = count;
  for (let i = 0; i < count; i++) words[at++] = (times[i] ?? 0) - oldest;
  for (let i = 0; i < count; i++) words[at++] = (cents[i] ?? 0) % WORD;
  at *= WORD_BYTES / Uint16Array.BYTES_PER_ELEMENT;
  for (let i = 0; i < count; i++) {
    halves[at++] = (positions[i] ?? 0) | (Math.floor((cents[i] ?? 0) / WORD) << POSITION_BITS);
  }
  return bytes.toString("base64", 0, at * Uint16Array.BYTES_PER_ELEMENT);
}

/** All places that have totals, in order. */
function listedTotals({ categoryCounts, categoryCents }: CardHistory, own: WordTotals): WordTotals {
  const listed: WordTotals = { places: [], counts: [], cents: [] };
  for (let place = 0; place < PLACES; place++) {
    const [count = 0, cents = 0] = [categoryCounts[place], categoryCents[place]];
    if (count === 0 && cents === 0) continue;
    listed.places.push(place);
    listed.counts.push(count);
    listed.cents.push(cents);
  }
  listed.places.push(...own.places);
  listed.counts.push(...own.counts);
  listed.cents.push(...own.cents);
  return listed;
}

/** With places behind them that have payments and no totals of their own. */
function alsoListed({ places, counts, cents }: WordTotals, more: ReadonlySet<number>): WordTotals {
  const none = Array.from(more, () => 0);
  return { places: [...places, ...more], counts: [...counts, ...none], cents: [...cents, ...none] };
}

/** Most cards have few places, among which looking one after the other is quicker than a map. */
const FEW_PLACES = 24;

/** -1 for a place that is not listed. */
function positionsOf(categories: readonly number[], { places }: WordTotals): number[] {
  if (places.length <= FEW_PLACES) return categories.map((place) => places.indexOf(place));
  const positions = new Map(places.map((place, at) => [place, at]));
  return categories.map((place) => positions.get(place) ?? -1);
}

/**
 * Reads what `encodeHistory` wrote. Columns are pushed, since V8 takes an array that was made with a length for one with holes, and makes
 * a heap object of each number that is read of it. Throws when version or length are wrong; otherwise our own store is trusted.
 */
export function decodeHistory(text: string): CardHistory {
  if (text.startsWith(VERSION_1)) return decodeVersion1(text);
  const length = bytes.write(text, "base64");
  if (words[0] === VERSION_OF_WORDS) return decodeVersion3(text, length);
  const count = words[1] ?? 0;
  if (words[0] !== VERSION || length !== HEAD_BYTES + count * PAYMENT_BYTES) throw unreadable();
  let at = 1;
  const firstAt = floats[at++] ?? 0;
  const oldest = floats[at++] ?? 0;
  const categoryCents: number[] = [];
  for (let place = 0; place < PLACES; place++) categoryCents.push(floats[at++] ?? 0);
  at *= FLOAT_BYTES / WORD_BYTES;
  const categoryCounts: number[] = [];
  for (let place = 0; place < PLACES; place++) categoryCounts.push(words[at++] ?? 0);
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(oldest + (words[at++] ?? 0));
  const cents: number[] = [];
  for (let i = 0; i < count; i++) cents.push(words[at++] ?? 0);
  at *= WORD_BYTES;
  const categories: number[] = [];
  for (let i = 0; i < count; i++) {
    const byte = bytes[at++] ?? 0;
    categories.push(byte & CATEGORY_MASK);
    if (byte > CATEGORY_MASK) cents[i] = (cents[i] ?? 0) + (byte >> CATEGORY_BITS) * WORD;
  }
  return {
    firstAt: Number.isNaN(firstAt) ? null : firstAt,
    times,
    cents,
    categories,
    categoryCounts,
    categoryCents,
    words: null,
  };
}

function unreadable(): Error {
  return new Error("a card history is damaged or of another version: rebuild it from the payments");
}

/** Of what lies in the buffer. The text is looked at for its length only: behind padding nothing more is read of it. */
function decodeVersion3(text: string, length: number): CardHistory {
  const both = words[1] ?? 0;
  const count = both & COUNT_MASK;
  const listed = both >>> COUNT_BITS;
  const expected = SHORT_HEAD_BYTES + listed * PLACE_BYTES + count * LONG_PAYMENT_BYTES;
  if (length !== expected || text.length !== 4 * Math.ceil(expected / 3)) throw unreadable();
  const firstAt = floats[1] ?? 0;
  const oldest = floats[2] ?? 0;
  const centsAt = SHORT_HEAD_BYTES / FLOAT_BYTES;
  const placesAt = (centsAt + listed) * (FLOAT_BYTES / WORD_BYTES);
  const countsAt = placesAt + listed;
  const categoryCounts = new Array<number>(PLACES).fill(0);
  const categoryCents = new Array<number>(PLACES).fill(0);
  const own: WordTotals = { places: [], counts: [], cents: [] };
  for (let i = 0; i < listed; i++) {
    const place = integers[placesAt + i] ?? 0;
    const payments = words[countsAt + i] ?? 0;
    const totalCents = floats[centsAt + i] ?? 0;
    if (place <= UNKNOWN_CATEGORY) {
      categoryCounts[place] = payments;
      categoryCents[place] = totalCents;
    } else if (payments > 0) {
      own.places.push(place);
      own.counts.push(payments);
      own.cents.push(totalCents);
    }
  }
  let at = countsAt + listed;
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(oldest + (words[at++] ?? 0));
  const cents: number[] = [];
  for (let i = 0; i < count; i++) cents.push(words[at++] ?? 0);
  at *= WORD_BYTES / Uint16Array.BYTES_PER_ELEMENT;
  const categories: number[] = [];
  for (let i = 0; i < count; i++) {
    const half = halves[at++] ?? 0;
    categories.push(integers[placesAt + (half & POSITION_MASK)] ?? 0);
    if (half > POSITION_MASK) cents[i] = (cents[i] ?? 0) + (half >> POSITION_BITS) * WORD;
  }
  return {
    firstAt: Number.isNaN(firstAt) ? null : firstAt,
    times,
    cents,
    categories,
    categoryCounts,
    categoryCents,
    words: own,
  };
}

const VERSION_1 = '{"v":1,';

interface Version1 {
  first: number | null;
  counts: number[];
  cents: number[];
  from: number;
  stepMs: number;
  gaps: number[];
  amounts: number[];
  /** One letter per category, from "a". */
  categories: string;
}

/** Reads version 1, which was JSON, with times as steps from one to the next. A card's next payment rewrites it. */
function decodeVersion1(text: string): CardHistory {
  const { first, counts, cents, from, stepMs, gaps, amounts, categories }: Version1 = JSON.parse(text);
  let time = from;
  return {
    firstAt: first,
    times: gaps.map((gap) => (time += gap * stepMs)),
    cents: amounts,
    categories: Array.from(categories, (letter) => letter.charCodeAt(0) - "a".charCodeAt(0)),
    categoryCents: cents,
    categoryCounts: counts,
    words: null,
  };
}
