// What is known of a card or of a merchant by day: how often and how much was paid, and which frauds are known. Models that were
// trained on one's own payments may read it (moreFeatures.ts). Days are UTC days, numbered from 1970: they do not hang on a zone.
// A day counts from when it is settled, an hour after its end. Until then what was paid in it may still be on its way to the store,
// and so training and serving see the same.
import { DAY_MS, HOUR_MS } from "../duration.ts";

/** The longest window and the longest delay of the truth, and the two days that are not settled. */
export const KEPT_DAYS = 62;
export const LONGEST_WINDOW_DAYS = 30;
/** A payment's truth is known so late at most. */
export const LONGEST_DELAY_DAYS = 30;
export const SETTLES_AFTER_MS = HOUR_MS;

export interface DayCount {
  /** Days since 1970-01-01, UTC. */
  day: number;
  payments: number;
  /** Of those whose amount is known. */
  cents: number;
  /** Cards that paid that day. 1 for a card's own day. */
  cards: number;
}

export interface KnownFraud {
  /** Epoch ms. */
  paidAt: number;
  /** Epoch ms at which it was said. The same as `paidAt` where the label came with the payment. */
  knownAt: number;
  cents: number;
}

/** Both by time, the earliest first. A day without payments is left out. */
export interface SubjectDays {
  days: DayCount[];
  frauds: KnownFraud[];
}

/** Of a payment's card and merchant. */
export interface DaysAround {
  card: SubjectDays;
  merchant: SubjectDays;
}

export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / DAY_MS);
}

/** The newest day that is settled at a moment. */
export function settledDay(epochMs: number): number {
  return dayOf(epochMs - SETTLES_AFTER_MS) - 1;
}
