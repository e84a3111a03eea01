// How long payments stay in the store, where there is an archive they can leave it for. Pure.
import { DAY_MS } from "../duration.ts";
import type { FeedKind } from "../payment/payment.ts";

/**
 * Between the moment from which a payment can no longer come in or be judged, and the moment at which it may leave:
 * whatever was under way by then has ended.
 */
export const LEEWAY_MS = 3_600_000;
/** Days are closed 31 days back, and a card's history reaches back 30: neither may look for payments that have left. */
export const LEAST_DAYS = 35;

/**
 * Null: nothing leaves. Be it that no one asked for it, that there is no archive, or that the feed is a snapshot: it
 * serves the same payments again and again, stamped anew, so that one that has left would come back as another.
 */
export function daysKept(
  { retentionDays, feed }: { retentionDays: number | null; feed: FeedKind },
  env: { ARCHIVE?: unknown },
): number | null {
  return env.ARCHIVE === undefined || feed === "snapshot" ? null : retentionDays;
}

/**
 * Payments from before this moment have left or are about to: whether one was stored before could not be told any more,
 * so none is taken in, and none changes. Epoch ms.
 */
export function oldestKept(daysKept: number | null, nowMs: number): number {
  return daysKept === null ? Number.NEGATIVE_INFINITY : nowMs - daysKept * DAY_MS;
}

/** For one who asks for a payment that is not here. */
export function notHere(daysKept: number | null): string {
  if (daysKept === null) return "no payment has this id";
  return `no payment has this id; one that was paid more than ${daysKept} days ago may be in the archive`;
}
