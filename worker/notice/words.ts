// Puts values into the words of messages. Text from outside is made plain first: one line, with nothing invisible in it.
import { inOneLine } from "../text.ts";

/** "Friday, 20 November 2026, 19:04:11 CET" on the zone's wall clock. */
export function dayAndTime(zone: string, epochMs: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  })
    .format(epochMs)
    .replace(" at ", ", ");
}

/** The same with the zone's own name: CET and GMT-5 say how far from UTC, not whose clock. */
export function momentIn(zone: string, epochMs: number): string {
  const words = dayAndTime(zone, epochMs);
  return words.endsWith(` ${zone}`) ? words : `${words} (${zone})`;
}

/** Makes one line without anything invisible. It masks nothing, because the door did, and a payment's id must stay whole. */
export function plain(text: string): string {
  return inOneLine(text).trim();
}
