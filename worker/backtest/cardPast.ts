// The history that a card had at a moment, worked out backwards: the stored one is of now. What came later is taken off its totals,
// and its recent payments are read again. So a card's past counts in full, also the part that has left the store. Pure.
import {
  type CardHistory,
  categoryPlace,
  emptyHistory,
  MORE_CATEGORIES,
  remember,
  totalsOf,
  UNKNOWN_CATEGORY,
} from "../features/history.ts";
import { decodeHistory } from "../features/historyCodec.ts";
import type { CardPast } from "../store/replay.ts";

/** Null where the stored history does not fit the stored payments: then it must be made anew from all of the card's. */
export function historyAt({ history, later, recent }: Omit<CardPast, "cardId">): CardHistory | null {
  const past = recent.reduce(remember, emptyHistory());
  if (history === null) return later.length + recent.length === 0 ? past : null;
  const now = decoded(history);
  // A card's newest payments may be recorded a moment before its history.
  const newest = now?.times.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (now === null || later.some(({ newestAt }) => newestAt > newest)) return null;
  for (const { category, payments, amountCents } of later) {
    if (!takeOff(now, categoryPlace(category), payments, amountCents)) return null;
  }
  if (!holds(now, past)) return null;
  const { categoryCounts, categoryCents } = now;
  const words = (now.words?.places.length ?? 0) === 0 ? null : now.words;
  return { ...past, categoryCounts, categoryCents, words, firstAt: totalsOf(now).count === 0 ? null : now.firstAt };
}

/** Takes payments off the totals of a place. False where what is left is not what a history of the others would have. */
function takeOff(history: CardHistory, place: number, payments: number, amountCents: number): boolean {
  const { categoryCounts, categoryCents, words } = history;
  if (place < UNKNOWN_CATEGORY) {
    categoryCounts[place] = (categoryCounts[place] ?? 0) - payments;
    categoryCents[place] = (categoryCents[place] ?? 0) - amountCents;
    return true;
  }
  // An older version has counted categories of one's own together. Its payments are the older ones, so those of the word itself go first.
  const at = words?.places.indexOf(place) ?? -1;
  const apart = { count: words?.counts[at] ?? 0, cents: words?.cents[at] ?? 0 };
  // Of a card with too many categories others would have been kept apart, had this one not come.
  if (apart.count <= payments && words?.places[0] === MORE_CATEGORIES) return false;
  if (words !== null && at !== -1 && apart.count <= payments) {
    for (const column of [words.places, words.counts, words.cents]) column.splice(at, 1);
  }
  if (words !== null && apart.count > payments) {
    words.counts[at] = apart.count - payments;
    words.cents[at] = apart.cents - amountCents;
    return true;
  }
  categoryCounts[UNKNOWN_CATEGORY] = (categoryCounts[UNKNOWN_CATEGORY] ?? 0) - (payments - apart.count);
  categoryCents[UNKNOWN_CATEGORY] = (categoryCents[UNKNOWN_CATEGORY] ?? 0) - (amountCents - apart.cents);
  return true;
}

/** Whether the totals may be those of a card that has made these payments among others. */
function holds({ categoryCounts, words }: CardHistory, past: CardHistory): boolean {
  if (!past.categoryCounts.every((count, place) => count <= (categoryCounts[place] ?? 0))) return false;
  if (past.words === null) return true;
  const counts = new Map(words?.places.map((place, at) => [place, words.counts[at] ?? 0]));
  // What is not kept apart may be anything.
  const others = (categoryCounts[UNKNOWN_CATEGORY] ?? 0) + (counts.get(MORE_CATEGORIES) ?? 0);
  counts.delete(MORE_CATEGORIES);
  let lacking = 0;
  past.words.places.forEach((place, at) => {
    lacking += Math.max(0, (past.words?.counts[at] ?? 0) - (counts.get(place) ?? 0));
  });
  return lacking <= others;
}

function decoded(history: string): CardHistory | null {
  try {
    return decodeHistory(history);
  } catch {
    return null;
  }
}
