// Values in the words of messages. Whatever comes from outside is made plain first: one line, nothing invisible in it.
import { formatAmount } from "../money.ts";

/** 101240 → "$1,012.40". */
export function dollars(cents: number): string {
  return `$${formatAmount(cents).replace(/\B(?=(\d{3})+(?=\.))/g, ",")}`.replace("$-", "-$");
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;
}

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

/** Line breaks, control and formatting characters (right-to-left overrides) and half characters become blanks. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, " ")
    .trim();
}

/** At most so many characters, the last an ellipsis where something was cut. */
export function cut(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
