// How often a token may be guessed at: some tries at once, and one in a while from then on. One number remembers all tries.
// Pure; objects/doorkeeper.ts keeps the numbers. See docs/access.md.
import { DAY_MS } from "./duration.ts";

export interface Pace {
  /** Tries that may come at once. */
  burst: number;
  /** Then one more may come in each of these. */
  everyMs: number;
}

/** Wrong tokens of one caller. A person mistypes a few times. */
export const OF_ONE: Pace = { burst: 10, everyMs: 30_000 };
/** Wrong tokens of all callers. One caller alone never uses this up: others must get in meanwhile. */
export const IN_ALL: Pace = { burst: 100, everyMs: 3_000 };
/** Who showed the right token within this time does not wait for the guesses of others. */
export const KNOWN_MS = 30 * DAY_MS;

/** How long the next try must wait. `forgottenAt`: when all tries so far will be forgotten, epoch ms. */
export function waitMsFor(forgottenAt: number, pace: Pace, nowMs: number): number {
  return Math.max(0, leftMs(forgottenAt, pace, nowMs) - (pace.burst - 1) * pace.everyMs);
}

/** When all tries will be forgotten, now that there was one more. */
export function afterTry(forgottenAt: number, pace: Pace, nowMs: number): number {
  return nowMs + leftMs(forgottenAt, pace, nowMs) + pace.everyMs;
}

/** A time too far ahead was written before the clock was set back. It counts for nothing: else nobody could try until then. */
function leftMs(forgottenAt: number, { burst, everyMs }: Pace, nowMs: number): number {
  const left = forgottenAt - nowMs;
  return left > 0 && left <= burst * everyMs ? left : 0;
}
