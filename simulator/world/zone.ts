// Conversions between epoch milliseconds and the wall clock of the zone in which the world's people live.

import { DAY_MS, HOUR_MS } from "../../worker/duration.ts";

export interface Zone {
  /** The calendar date of this moment in the zone, as days since 1970-01-01. */
  dayOf(epochMs: number): number;
  /** The moment at which the clock of this date shows `clockMs` past midnight. */
  epochOf(day: number, clockMs: number): number;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function createZone(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

  function offsetAt(epochMs: number): number {
    const shown = Object.fromEntries(format.formatToParts(epochMs).map((part) => [part.type, Number(part.value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
  }

  // Asking Intl takes microseconds and a day has tens of thousands of payments, so one answer per hour is kept.
  const hourStarts = new Map<number, number>();
  function epochOfHour(wallHour: number): number {
    const known = hourStarts.get(wallHour);
    if (known !== undefined) return known;
    const wallMs = wallHour * HOUR_MS;
    const guess = wallMs - offsetAt(wallMs);
    const epochMs = wallMs - offsetAt(guess);
    if (hourStarts.size > 2000) hourStarts.clear();
    hourStarts.set(wallHour, epochMs);
    return epochMs;
  }

  return {
    dayOf: (epochMs) => Math.floor((epochMs + offsetAt(epochMs)) / DAY_MS),
    epochOf: (day, clockMs) => {
      const hour = Math.floor(clockMs / HOUR_MS);
      return epochOfHour(day * 24 + hour) + (clockMs - hour * HOUR_MS);
    },
  };
}
