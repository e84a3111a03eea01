// Dates of the calendar as text, `YYYY-MM-DD`, and the weeks of a month. Pure, and without time zones.

import { DAY_MS } from "../../../worker/duration.ts";

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dateOf(msOf(text)) === text;
}

export function daysAfter(date: string, days: number): string {
  return dateOf(msOf(date) + days * DAY_MS);
}

export function monthOf(date: string): string {
  return date.slice(0, 7);
}

/** The same day of the month before or after; the last day of that month if it is shorter. */
export function monthsAfter(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return dateOf(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day, last.getUTCDate())));
}

/** Monday is 0. */
export function weekdayOf(date: string): number {
  return (new Date(msOf(date)).getUTCDay() + 6) % 7;
}

/** The weeks of a month, Monday to Sunday. Null stands for a day of another month. */
export function weeksOf(month: string): (string | null)[][] {
  const first = `${month}-01`;
  const cells: (string | null)[] = Array.from({ length: weekdayOf(first) }, () => null);
  for (let date = first; monthOf(date) === month; date = daysAfter(date, 1)) cells.push(date);
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** The date to which a key leads from a date in the calendar; null for a key without a meaning there. */
export function dateByKey(key: string, date: string): string | null {
  switch (key) {
    case "ArrowLeft":
      return daysAfter(date, -1);
    case "ArrowRight":
      return daysAfter(date, 1);
    case "ArrowUp":
      return daysAfter(date, -7);
    case "ArrowDown":
      return daysAfter(date, 7);
    case "PageUp":
      return monthsAfter(date, -1);
    case "PageDown":
      return monthsAfter(date, 1);
    case "Home":
      return daysAfter(date, -weekdayOf(date));
    case "End":
      return daysAfter(date, 6 - weekdayOf(date));
    default:
      return null;
  }
}

/** The day itself where it lies between the two, else the nearer of them. */
export function within(date: string, first: string, last: string): string {
  return date < first ? first : date > last ? last : date;
}

function msOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function dateOf(ms: number): string {
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().slice(0, 10);
}

/** The half of a year that a day is in, as `2026-H2`. */
export function halfOf(date: string): string {
  return `${date.slice(0, 4)}-H${Number(date.slice(5, 7)) <= 6 ? 1 : 2}`;
}
