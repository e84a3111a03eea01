// How often the feed is asked, how long it may take, and when it is asked again after it failed. The wait does not grow: a feed that fails
// is asked each POLL_SECONDS as ever, or later where it asked for that. Pure.

/** Slow replies are usual, since the real feed re-reads a large file for each. A cold start of 90 s is left to the next tick. */
export const FEED_DEADLINE_MS = 30_000;
/** Within one tick, where one more may help. */
export const TRIES = 2;
/** The feed may ask (Retry-After) to be left alone for so long at most. */
export const LONGEST_LEFT_ALONE_MS = 5 * 60_000;

/** Between two tries of a tick. `chance`, 0 to 1, keeps many detectors from coming back to a recovering feed in step. */
export function pauseBetweenTriesMs(chance: number): number {
  return 250 + chance * 500;
}

/** Until the next tick. `askedMs`: how long the feed asked to be left alone; null where it did not. */
export function untilNextTickMs(pollMs: number, askedMs: number | null): number {
  return Math.max(pollMs, askedMs ?? 0);
}
