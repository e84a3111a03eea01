// The history that a card had at a moment, worked out backwards: the stored one is of now. What came later is taken off its totals,
// and its recent payments are read again. So a card's past counts in full, also the part that has left the store. Pure.
import { type CardHistory, categoryPlace, emptyHistory, remember } from "../features/history.ts";
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
  const { categoryCounts, categoryCents, firstAt } = now;
  for (const { category, payments, amountCents } of later) {
    const place = categoryPlace(category);
    categoryCounts[place] = (categoryCounts[place] ?? 0) - payments;
    categoryCents[place] = (categoryCents[place] ?? 0) - amountCents;
  }
  const isFitting = categoryCounts.every((count, place) => count >= (past.categoryCounts[place] ?? 0));
  if (!isFitting) return null;
  const isEmpty = categoryCounts.every((count) => count === 0);
  return { ...past, categoryCounts, categoryCents, firstAt: isEmpty ? null : firstAt };
}

function decoded(history: string): CardHistory | null {
  try {
    return decodeHistory(history);
  } catch {
    return null;
  }
}
