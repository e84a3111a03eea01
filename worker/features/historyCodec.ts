// A card's history as text, for the store: Base64 of columns of little-endian numbers, 12 characters a payment. JSON of
// the same numbers took five times as long to write and read.
import { Buffer } from "node:buffer";
import { CATEGORIES } from "../payment/payment.ts";
import { type CardHistory, RECENT_CAP } from "./history.ts";

const VERSION = 2;
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

// One buffer, seen as bytes, words and floats. Rounded up, since a view of floats must end at a whole float.
const ROOM = Math.ceil((HEAD_BYTES + RECENT_CAP * PAYMENT_BYTES) / FLOAT_BYTES) * FLOAT_BYTES;
const bytes = Buffer.from(new ArrayBuffer(ROOM));
const words = new Uint32Array(bytes.buffer);
const floats = new Float64Array(bytes.buffer);

export function encodeHistory({ firstAt, times, cents, categories, ...totals }: CardHistory): string {
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

/** Reads what `encodeHistory` wrote. Throws when version or length are wrong; otherwise our own store is trusted. */
export function decodeHistory(text: string): CardHistory {
  if (text.startsWith(VERSION_1)) return decodeVersion1(text);
  const length = bytes.write(text, "base64");
  const count = words[1] ?? 0;
  if (words[0] !== VERSION || length !== HEAD_BYTES + count * PAYMENT_BYTES) {
    throw new Error("a card history is damaged or of another version: rebuild it from the payments");
  }
  let at = 1;
  const firstAt = floats[at++] ?? 0;
  const oldest = floats[at++] ?? 0;
  const categoryCents = new Array<number>(PLACES);
  for (let place = 0; place < PLACES; place++) categoryCents[place] = floats[at++] ?? 0;
  at *= FLOAT_BYTES / WORD_BYTES;
  const categoryCounts = new Array<number>(PLACES);
  for (let place = 0; place < PLACES; place++) categoryCounts[place] = words[at++] ?? 0;
  const times = new Array<number>(count);
  for (let i = 0; i < count; i++) times[i] = oldest + (words[at++] ?? 0);
  const cents = new Array<number>(count);
  for (let i = 0; i < count; i++) cents[i] = words[at++] ?? 0;
  at *= WORD_BYTES;
  const categories = new Array<number>(count);
  for (let i = 0; i < count; i++) {
    const byte = bytes[at++] ?? 0;
    categories[i] = byte & CATEGORY_MASK;
    cents[i] = (cents[i] ?? 0) + (byte >> CATEGORY_BITS) * WORD;
  }
  return { firstAt: Number.isNaN(firstAt) ? null : firstAt, times, cents, categories, categoryCounts, categoryCents };
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
  };
}
