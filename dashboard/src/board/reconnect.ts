// How long to wait before the next attempt to connect. Pure; `chance` is a random number in [0, 1).

export const FIRST_WAIT_MS = 250;
export const LONGEST_WAIT_MS = 10_000;

/** The wait doubles with each failed attempt. Half of it is chance, so that many boards don't come back at once. */
export function waitMs(failures: number, chance: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10));
  return Math.round(full / 2 + (full / 2) * chance);
}
