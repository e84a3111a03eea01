// Values in words, as the board shows them: English, times in the zone that is given. Pure.

import type { Outcome } from "../../../worker/decision/decision.ts";
import { OUTCOME_WORDS } from "../../../worker/decision/outcomeWords.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../worker/duration.ts";
import { categoryWords } from "../../../worker/payment/categoryWords.ts";
import { inputMoney } from "./money.ts";

/** Number and unit stay on one line. */
const NBSP = "\u00a0";

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export function count(n: number): string {
  return whole.format(n);
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

function capitalized(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export function sentence(words: string): string {
  return ended(capitalized(words));
}

/** For words that begin with a name, such as a column's: it keeps its small letter. */
export function ended(words: string): string {
  return `${words}${/[.!?…]$/.test(words) ? "" : "."}`;
}

/** A share in percent, with as many digits as it needs. It is 0 or 100 only where it really is. */
export function percent(share: number): string {
  const points = share * 100;
  if (points > 0 && points < 0.1) return `<0.1${NBSP}%`;
  if (points < 100 && points > 99.9) return `>99.9${NBSP}%`;
  const digits = points < 10 || points > 99 ? 1 : 0;
  return `${points.toFixed(digits).replace(/\.0$/, "")}${NBSP}%`;
}

export function score(value: number | null): string {
  return value === null ? "not scored" : percent(value);
}

const clock = (zone: string) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const clockSeconds = (zone: string) => new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone });
const day = (zone: string) => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: zone });
const dayOfYear = (zone: string) => new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: zone });
const fullDay = (zone: string) =>
  new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: zone });

const date = (zone: string) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });

// Making a formatter costs more than using it a hundred times.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatted(make: (zone: string) => Intl.DateTimeFormat, name: string, at: Date, zone: string): string {
  const key = `${name} ${zone}`;
  const formatter = formatters.get(key) ?? make(zone);
  formatters.set(key, formatter);
  return formatter.format(at);
}

export function timeOfDay(iso: string, zone: string): string {
  return formatted(clock, "clock", new Date(iso), zone);
}

export function timeWithSeconds(iso: string, zone: string): string {
  return formatted(clockSeconds, "seconds", new Date(iso), zone);
}

/** The calendar's date in the zone, such as 2026-11-21. */
export function dateIn(iso: string, zone: string): string {
  return formatted(date, "date", new Date(iso), zone);
}

/** "20 Nov 2026". */
export function dayIn(iso: string, zone: string): string {
  return formatted(dayOfYear, "year", new Date(iso), zone);
}

/** The same of a calendar day, which has no zone of its own. */
export function plainDay(date: string): string {
  return dayIn(`${date}T12:00:00Z`, "UTC");
}

/** "20 Nov", or nothing on the day of `now`. */
export function dayUnlessToday(iso: string, now: number, zone: string): string {
  const then = dayAndMonth(iso, zone);
  return then === dayAndMonth(new Date(now).toISOString(), zone) && Math.abs(now - Date.parse(iso)) < 2 * DAY_MS
    ? ""
    : then;
}

/** "20 Nov". */
export function dayAndMonth(iso: string, zone: string): string {
  return formatted(day, "day", new Date(iso), zone);
}

/** "23:30", or "20 Nov, 23:30" on another day than that of `now`. */
export function dayAndTimeOfDay(iso: string, now: number, zone: string): string {
  const day = dayUnlessToday(iso, now, zone);
  return day === "" ? timeOfDay(iso, zone) : `${day}, ${timeOfDay(iso, zone)}`;
}

export function dayAndTime(iso: string, zone: string): string {
  return `${formatted(fullDay, "full", new Date(iso), zone)}, ${timeWithSeconds(iso, zone)}`;
}

/** The day and time with the name of its zone. */
export function dayAndTimeIn(iso: string, zone: string): string {
  return `${dayAndTime(iso, zone)} (${zone})`;
}

/** What the reader's own clock shows at a time that is told in `zone`; null where it shows the same. */
export function ownTimeWords(iso: string, zone: string, ownZone: string): string | null {
  const own = dayAndTime(iso, ownZone);
  return own === dayAndTime(iso, zone) ? null : `By your clock ${own} (${ownZone})`;
}

/** A calendar day such as 2026-11-21, which has no zone of its own. */
export function calendarDay(date: string): string {
  const at = new Date(`${date}T12:00:00Z`);
  return Number.isNaN(at.getTime()) ? date : formatted(fullDay, "full", at, "UTC");
}

/** How long ago, in the coarsest unit that still says something. */
export function span(ms: number): string {
  if (ms < 1000) return "a moment";
  if (ms < 2 * MINUTE_MS) return `${Math.floor(ms / 1000)}${NBSP}s`;
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}${NBSP}min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)}${NBSP}h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}

export function category(name: string): string {
  return capitalized(categoryWords(name));
}

export function outcome(name: Outcome): string {
  return OUTCOME_WORDS[name];
}

export function distance(km: number): string {
  return km < 10 ? `${km.toFixed(1)}${NBSP}km` : `${count(km)}${NBSP}km`;
}

/** The unit of a time of day among the model's inputs. */
export const CLOCK_UNIT = "h after noon";

/** The meaning of a number among the model's inputs, by its unit. Undefined for a number that means nothing. */
const MEANT: Readonly<Record<string, (value: number) => string | undefined>> = {
  "0 = M, 1 = F": (code) => ["male", "female"][code],
  "0 or 1": (code) => ["no", "yes"][code],
  "0 = Monday": (code) => WEEKDAYS[code],
  [CLOCK_UNIT]: (hours) => timeOfDay(new Date((12 + hours) * HOUR_MS).toISOString(), "UTC"),
};

/** Units that are counted, of one. */
const ONE_OF: Readonly<Record<string, string>> = { payments: "payment", years: "year" };

/**
 * One of the model's inputs, in at most four significant digits; "missing" where the model has none. `standsFor`: the category
 * behind its number, since each model has numbers of its own.
 */
export function featureValue(value: number | null, unit: string, standsFor?: string): string {
  if (value === null) return "missing";
  if (standsFor !== undefined) return category(standsFor);
  const digits = Math.abs(value) >= 1000 ? 0 : Math.max(0, 3 - Math.floor(Math.log10(Math.max(1, Math.abs(value)))));
  const number = value.toLocaleString("en-US", { maximumFractionDigits: digits });
  const meant = MEANT[unit]?.(value);
  if (meant !== undefined) return meant;
  if (unit === "USD") return inputMoney(value);
  // Units that explain a number which stands for nothing known stand beside the meaning instead.
  if (unit === "" || isCode(unit)) return number;
  return `${number}${NBSP}${number === "1" ? (ONE_OF[unit] ?? unit) : unit}`;
}

function isCode(unit: string): boolean {
  return unit === "code" || unit.includes("=") || unit.includes(" or ");
}
