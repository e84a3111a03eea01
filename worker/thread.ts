// Who waits for a decision. On one's own machine the Worker and all its objects share a thread, and a platform may let some of them
// share one. Work that nobody waits for asks here, and lets decisions go first.

/** A caller that has gone may never end: it no longer counts after this time. */
const LONGEST_MS = 1_000;

/** The earliest first. */
const underWay = new Set<{ sinceMs: number }>();
let endedAtMs = Number.NEGATIVE_INFINITY;

/** Does work for which somebody waits. */
export async function waitedFor<Result>(now: () => number, work: () => Result | Promise<Result>): Promise<Result> {
  const one = { sinceMs: now() };
  forgetThoseGone(one.sinceMs);
  underWay.add(one);
  try {
    return await work();
  } finally {
    underWay.delete(one);
    endedAtMs = now();
  }
}

/** For how long nobody has waited. 0 while somebody waits. */
export function quietForMs(nowMs: number): number {
  forgetThoseGone(nowMs);
  return underWay.size > 0 ? 0 : Math.abs(nowMs - endedAtMs);
}

function forgetThoseGone(nowMs: number): void {
  for (const one of underWay) {
    if (Math.abs(nowMs - one.sinceMs) <= LONGEST_MS) return;
    underWay.delete(one);
  }
}
