// Lengths of time in milliseconds. A day here always has 24 hours; zone.ts knows calendar days.

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** Hour of the day, 0 to 23. `wallMs`: what the wall clock showed, as if it were UTC. */
export function hourOf(wallMs: number): number {
  return Math.floor((((wallMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
}
