// Times, spans and counts in plain English words.
import { counted } from "../counted.ts";

export function times(ratio: number): string {
  if (ratio < 1) return `only ${ratio.toFixed(2)} ×`;
  return `${ratio < 10 ? ratio.toFixed(1) : twoDigits(ratio)} ×`;
}

export function twoDigits(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en-US");
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

export function duration(hours: number): string {
  if (hours < 1 / 60) return counted(Math.max(1, Math.round(hours * 3600)), "second");
  if (hours < 2) return counted(Math.round(hours * 60), "minute");
  if (hours < 48) return counted(Math.round(hours), "hour");
  return counted(Math.round(hours / 24), "day");
}

/** `wall`: local wall time, as if it were UTC. */
export function hourAndMinute(wall: Date): string {
  return wall.toISOString().slice(11, 16);
}

const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

export function ordinal(count: number): string {
  const words = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
  const ending = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" };
  return words[count - 1] ?? `${count}${ending[ordinals.select(count)]}`;
}
