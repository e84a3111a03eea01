// How often something may be tried: some tries at once, and one in a while from then on. One number remembers all tries.

export interface Pace {
  /** Tries that may come at once. */
  burst: number;
  /** Then one more may come in each of these. */
  everyMs: number;
}

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
