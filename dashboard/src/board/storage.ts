// How much room the store has and what the archive holds, in words. Pure.
import type { Health } from "../../../worker/wire/board.ts";
import { calendarDay, count, counted } from "../shared/format.ts";

type Storage = NonNullable<Health["storage"]>;

const UNITS = ["kB", "MB", "GB", "TB"];
const NBSP = "\u00a0";
const YEAR_DAYS = 365;
/** A date beyond this is not shown: nobody waits for it. */
const FAR_DAYS = 10 * YEAR_DAYS;

export function size(bytes: number): string {
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < UNITS.length - 1; unit += 1) value /= 1000;
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : count(value)}${NBSP}${UNITS[unit]}`;
}

export function storeWords({ rows, bytes, limitBytes, daysLeft, keptDays }: Storage): string {
  const room = limitBytes === null ? size(bytes) : `${size(bytes)} of ${size(limitBytes)}`;
  // A store that has just begun has not been counted yet.
  const words = [...(rows === 0 ? [] : [counted(rows, "payment")]), room];
  if (daysLeft !== null && daysLeft < FAR_DAYS) words.push(roomFor(daysLeft));
  if (keptDays !== null) words.push(`payments older than ${counted(keptDays, "day")} leave`);
  return words.join(", ");
}

/** How long the room lasts, no more exactly than it can be known. */
function roomFor(daysLeft: number): string {
  if (daysLeft < 1) return "full within a day";
  if (daysLeft < YEAR_DAYS) return `full in ${counted(Math.floor(daysLeft), "day")}`;
  return `room for more than ${counted(Math.floor(daysLeft / YEAR_DAYS), "year")}`;
}

export function archiveWords({ days, bytes, lastDate, problem }: NonNullable<Storage["archive"]>): string {
  const has =
    lastDate === null ? "no day yet" : `${counted(days, "day")} up to ${calendarDay(lastDate)}, ${size(bytes)}`;
  return problem === null ? has : `${has}; ${problem}`;
}
