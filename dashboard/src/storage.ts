// How much room there is and what the archive has, in words. Pure.
import type { Health } from "../../worker/board/wire.ts";
import { count, counted } from "./format.ts";

type Storage = NonNullable<Health["storage"]>;

const UNITS = ["kB", "MB", "GB", "TB"];
const NBSP = "\u00a0";
/** Beyond, it is no date that anyone waits for. */
const FAR_DAYS = 3650;

export function size(bytes: number): string {
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < UNITS.length - 1; unit += 1) value /= 1000;
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : count(value)}${NBSP}${UNITS[unit]}`;
}

export function storeWords({ rows, bytes, limitBytes, daysLeft, keptDays }: Storage): string {
  const room = limitBytes === null ? size(bytes) : `${size(bytes)} of ${size(limitBytes)}`;
  const words = [counted(rows, "payment"), room];
  if (daysLeft !== null && daysLeft < 1) words.push("full within a day");
  else if (daysLeft !== null && daysLeft < FAR_DAYS) words.push(`full in ${counted(Math.floor(daysLeft), "day")}`);
  if (keptDays !== null) words.push(`kept for ${counted(keptDays, "day")}`);
  return words.join(", ");
}

export function archiveWords({ days, bytes, lastDate, problem }: NonNullable<Storage["archive"]>): string {
  const has = lastDate === null ? "no day yet" : `${counted(days, "day")} up to ${lastDate}, ${size(bytes)}`;
  return problem === null ? has : `${has}; ${problem}`;
}
