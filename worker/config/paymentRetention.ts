// How long payments stay in the store before they leave for the archive. The audit never leaves: see docs/audit.md. Pure.
import { DAY_MS } from "../duration.ts";
import type { FeedKind } from "../payment/payment.ts";

/**
 * Time between the moment from which a payment can no longer come in or be judged, and the moment at which it may
 * leave. Work that was under way has ended by then.
 */
export const LEEWAY_MS = 3_600_000;
/**
 * Days are closed up to 31 days back, and a card's history reaches back 30: both need payments that are still in the
 * store.
 */
export const LEAST_DAYS = 35;

/**
 * Days that payments stay; null when nothing leaves. That is so when nobody asked for it, when there is no archive, and
 * when the feed is a snapshot: it serves the same payments again and again with new times, so a payment that had left
 * would come back as another one.
 */
export function daysKept(
  { retentionDays, feed }: { retentionDays: number | null; feed: FeedKind },
  env: { ARCHIVE?: unknown },
): number | null {
  return env.ARCHIVE === undefined || feed === "snapshot" ? null : retentionDays;
}

/**
 * Epoch ms. Payments from before this moment have left or are about to. A repetition of one could no longer be
 * recognized, so none is taken in, and none is changed.
 */
export function oldestKept(daysKept: number | null, nowMs: number): number {
  return daysKept === null ? Number.NEGATIVE_INFINITY : nowMs - daysKept * DAY_MS;
}

/**
 * Epoch ms. Payments from before this moment may leave the store. It lies LEEWAY_MS behind the oldest time that is still
 * taken in or judged. Null while nothing may leave: also within LEEWAY_MS after the number of days changed, because what
 * an older instance let in must be stored by then. `since` says from when on the number of days has been the same.
 */
export function leaveBefore({ days, since }: { days: number | null; since: number }, nowMs: number): number | null {
  if (days === null || nowMs - since < LEEWAY_MS) return null;
  return oldestKept(days, nowMs) - LEEWAY_MS;
}

/** The answer to someone who asks for a payment that is not in the store. */
export function notHere(daysKept: number | null): string {
  if (daysKept === null) return "no payment has this id";
  return `no payment has this id; one that was paid more than ${daysKept} days ago may be in the archive`;
}
