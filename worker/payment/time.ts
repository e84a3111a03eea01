// Times and dates as others write them. Feeds, pushes and files are all read here.
import { HOUR_MS } from "../duration.ts";
import { epochMsAt } from "../zone.ts";

const EXPECTED = "must be epoch milliseconds or an ISO 8601 time such as 2026-11-20T23:14:00Z";

/** Date, clock and, if given, the offset from UTC: as ISO 8601, PostgreSQL, pandas and Java print it. */
const ISO_TIME =
  /^(\d{4})([-/])(\d{2})\2(\d{2})(?:t| )(\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(?: ?(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)(?:\[[\w/+-]+\])?)?$/i;
/** `Mon, 28 Oct 2024 16:58:04 GMT`, as in mails and in JavaScript's toUTCString. */
const MAIL_TIME = /^(?:[a-z]{3}, )?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}:\d{2}(?::\d{2})?) (z|utc|gmt|[+-]\d{4})$/i;
/** `Mon Oct 28 2024 16:58:04 GMT+0100 (…)`, as in JavaScript's toString. */
const SCRIPT_TIME = /^[a-z]{3} ([a-z]{3}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{4})(?: \(.*\))?$/i;
const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** No time that anybody writes has more characters. */
const MAX_LENGTH = 100;

export type TimeReading = { ok: true; epochMs: number } | { ok: false; problem: string };

/**
 * Reads epoch milliseconds (a number or text) or a written time. A time without an offset is taken from a wall clock of
 * `zone`; docs/rows.md covers the hours in which clocks change. A time that could mean two things is refused.
 */
export function readTime(time: number | string, zone: string): TimeReading {
  const epochMs = epochMsOf(time, zone);
  if (epochMs !== null) return { ok: true, epochMs };
  const hint = hintOf(String(time).slice(0, MAX_LENGTH).trim());
  return { ok: false, problem: hint === null ? EXPECTED : `${EXPECTED}; ${hint}` };
}

/** Like `readTime`, without a reason: null when it is no time. */
export function epochMsOf(time: number | string, zone = "UTC"): number | null {
  if (typeof time === "number") return wholeMs(time);
  if (time.length > MAX_LENGTH) return null;
  const text = time.trim();
  if (/^\d{12,14}(\.\d+)?$/.test(text)) return wholeMs(Number(text));
  const [, year, , month, day, clock, offset] = ISO_TIME.exec(isoOf(text)) ?? [];
  if (clock === undefined || !isCalendarDate(year, month, day)) return null;
  const wallMs = Date.parse(`${year}-${month}-${day}T${clock.replace(",", ".")}Z`);
  if (Number.isNaN(wallMs)) return null;
  if (offset === undefined) return epochMsAt(zone, wallMs);
  const offsetMs = offsetMsOf(offset);
  return offsetMs === null ? null : wallMs - offsetMs;
}

/**
 * `YYYY-MM-DD` of a date, of a time that begins with one, or of epoch milliseconds as pandas writes dates; null
 * otherwise.
 */
export function dateOf(date: unknown): string | null {
  // A day written as a number (19880309) is not in this range: it would be taken for a moment of 1970.
  if (typeof date === "number" && Math.abs(date) >= 1e10 && Math.abs(date) < 1e14) {
    return new Date(date).toISOString().slice(0, 10);
  }
  if (typeof date !== "string") return null;
  const [, year, , month, day] = /^\s*(\d{4})([-/])(\d{2})\2(\d{2})(?!\d)/.exec(date) ?? [];
  return isCalendarDate(year, month, day) ? `${year}-${month}-${day}` : null;
}

/** Drops fractions of a millisecond, as in written times. A small number with a fraction is no time in milliseconds. */
function wholeMs(ms: number): number | null {
  if (Number.isSafeInteger(ms)) return ms;
  if (!(Math.abs(ms) >= 1e11 && Math.abs(ms) < 1e14)) return null;
  // Rounded to microseconds first: seconds times a thousand may come out a little below the millisecond that was meant.
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

/** Reads `Z`, `+01`, `+0530`, `-05:00`; null when it is no offset. */
function offsetMsOf(offset: string): number | null {
  const [, sign, hours, minutes = "00"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  if (hours === undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  return (sign === "-" ? -1 : 1) * (Number(hours) + Number(minutes) / 60) * HOUR_MS;
}

/**
 * Needed because Date.parse takes 30 February for 1 March. Each payment has two dates, and to ask Date there and back was the
 * largest part of reading a row but the hash of its card.
 */
function isCalendarDate(yearText = "", monthText = "", dayText = ""): boolean {
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS_OF_MONTHS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** What is wrong with a time that is often written this way; null for any other. */
function hintOf(text: string): string | null {
  if (/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/.test(text)) return "day and month cannot be told apart in this one";
  if (/^\d{4}[-/]\d{2}[-/]\d{2}$/.test(text)) return "this is a date without a time of day";
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return "seconds have to be multiplied by 1000";
  if (/^\d{15,}/.test(text)) return "microseconds and nanoseconds have to be divided";
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) return "digits are missing in this number";
  return null;
}
