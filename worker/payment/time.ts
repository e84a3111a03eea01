// Times and dates as others write them; the one reader, for feeds, pushes and files alike.
import { HOUR_MS } from "../duration.ts";
import { epochMsAt } from "../zone.ts";

const EXPECTED = "must be epoch milliseconds or an ISO 8601 time such as 2026-11-20T23:14:00Z";

/** Date, clock, and how far from UTC where it says so: as ISO 8601, PostgreSQL, pandas and Java print it. */
const ISO_TIME =
  /^(\d{4})([-/])(\d{2})\2(\d{2})(?:t| )(\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(?: ?(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)(?:\[[\w/+-]+\])?)?$/i;
/** `Mon, 28 Oct 2024 16:58:04 GMT`, as in mails and in JavaScript's toUTCString. */
const MAIL_TIME = /^(?:[a-z]{3}, )?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}:\d{2}(?::\d{2})?) (z|utc|gmt|[+-]\d{4})$/i;
/** `Mon Oct 28 2024 16:58:04 GMT+0100 (…)`, as JavaScript's toString has it. */
const SCRIPT_TIME = /^[a-z]{3} ([a-z]{3}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{4})(?: \(.*\))?$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** No time that anybody writes is longer. */
const MAX_LENGTH = 100;

export type TimeReading = { ok: true; epochMs: number } | { ok: false; problem: string };

/**
 * Reads epoch milliseconds, as number or text, or a written time. One that does not say how far from UTC it is was read off a
 * wall clock of `zone`; see docs/rows.md for the hours in which clocks change. What could mean two things is not read.
 */
export function readTime(time: number | string, zone: string): TimeReading {
  const epochMs = epochMsOf(time, zone);
  if (epochMs !== null) return { ok: true, epochMs };
  const hint = hintOf(String(time).slice(0, MAX_LENGTH).trim());
  return { ok: false, problem: hint === null ? EXPECTED : `${EXPECTED}; ${hint}` };
}

/** The same without a reason: null for what is no time. */
export function epochMsOf(time: number | string, zone = "UTC"): number | null {
  if (typeof time === "number") return wholeMs(time);
  if (time.length > MAX_LENGTH) return null;
  const text = time.trim();
  if (/^\d{12,14}(\.\d+)?$/.test(text)) return wholeMs(Number(text));
  const [, year, , month, day, clock, offset] = ISO_TIME.exec(isoOf(text)) ?? [];
  if (clock === undefined || !isCalendarDate(`${year}-${month}-${day}`)) return null;
  const wallMs = Date.parse(`${year}-${month}-${day}T${clock.replace(",", ".")}Z`);
  if (Number.isNaN(wallMs)) return null;
  if (offset === undefined) return epochMsAt(zone, wallMs);
  const offsetMs = offsetMsOf(offset);
  return offsetMs === null ? null : wallMs - offsetMs;
}

/** `YYYY-MM-DD` of a date, of a time that begins with one, or of epoch milliseconds as pandas writes dates; else null. */
export function dateOf(date: unknown): string | null {
  // Below, a day written as a number (19880309) would be taken for a moment of 1970.
  if (typeof date === "number" && Math.abs(date) >= 1e10 && Math.abs(date) < 1e14) {
    return new Date(date).toISOString().slice(0, 10);
  }
  if (typeof date !== "string") return null;
  const [, year, , month, day] = /^\s*(\d{4})([-/])(\d{2})\2(\d{2})(?!\d)/.exec(date) ?? [];
  const found = `${year}-${month}-${day}`;
  return isCalendarDate(found) ? found : null;
}

/** Fractions of a millisecond are dropped, as in written times; a small number with a fraction is no milliseconds. */
function wholeMs(ms: number): number | null {
  if (Number.isSafeInteger(ms)) return ms;
  if (!(Math.abs(ms) >= 1e11 && Math.abs(ms) < 1e14)) return null;
  // By way of microseconds: seconds times a thousand may come out a hair below the millisecond that was meant.
  return Math.floor(Math.round(ms * 1000) / 1000);
}

function isoOf(text: string): string {
  const mail = MAIL_TIME.exec(text);
  if (mail !== null) return writtenOut(mail[3], mail[2], mail[1], `${mail[4]}${mail[5]}`);
  const script = SCRIPT_TIME.exec(text);
  return script === null ? text : writtenOut(script[3], script[1], script[2], `${script[4]}${script[5]}`);
}

function writtenOut(year = "", month = "", day = "", rest = ""): string {
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  return `${year}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}T${rest}`;
}

/** `Z`, `+01`, `+0530`, `-05:00`; null for what is no offset. */
function offsetMsOf(offset: string): number | null {
  const [, sign, hours, minutes = "00"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  if (hours === undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  return (sign === "-" ? -1 : 1) * (Number(hours) + Number(minutes) / 60) * HOUR_MS;
}

/** Date.parse takes 30 February for 1 March. */
function isCalendarDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/** What is wrong with a time that is often written so. */
function hintOf(text: string): string | null {
  if (/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/.test(text)) return "day and month cannot be told apart in this one";
  if (/^\d{4}[-/]\d{2}[-/]\d{2}$/.test(text)) return "this is a date without a time of day";
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return "seconds have to be multiplied by 1000";
  if (/^\d{15,}/.test(text)) return "microseconds and nanoseconds have to be divided";
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) return "digits are missing in this number";
  return null;
}
