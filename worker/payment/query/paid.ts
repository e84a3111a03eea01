// Times that are searched for: a day `2026-11-20`, days `2026-11-18..2026-11-20` (the last one counts), or moments with
// their zone `2026-11-20T14:00+01:00..2026-11-20T15:00+01:00` (the last one does not). Pure.
import { endsOf, type Read } from "./read.ts";

/** A day of whichever zone holds, or a moment in epoch ms. */
export type PaidEnd = { date: string } | { at: number };

/** From the first moment of a day or from a moment; up to the end of a day, or before a moment. Null where there is no end. */
export interface PaidRange {
  from: PaidEnd | null;
  to: PaidEnd | null;
}

const HOW =
  "write a day such as 2026-11-20, days such as 2026-11-18..2026-11-20, or 2026-11-20T14:00Z..2026-11-20T15:00Z";

export function readPaid(text: string): Read<PaidRange> {
  const term = text.trim();
  if (term === "") return { ok: false, problem: `must not be empty: ${HOW}` };
  const ends = endsOf(term) ?? { first: term, last: term };
  const [from, to] = [ends.first, ends.last].map((end) => (end === "" ? null : endOf(end)));
  if (from === undefined || to === undefined) {
    // Forms and addresses turn a plus sign into a space.
    const isCutByPlus = /T[\d:.]+ \d\d:\d\d/.test(term);
    const hint = isCutByPlus ? "the plus sign of a zone is written %2B in an address" : HOW;
    return { ok: false, problem: `cannot be read at “${term}”: ${hint}` };
  }
  if (term === ends.first && from !== null && "at" in from) {
    return { ok: false, problem: `names a moment, not a time that lasts: write ${term}.. for what came after it` };
  }
  // Whoever writes the later end first means what lies between.
  const isTurned = from !== null && to !== null && isBackwards(from, to);
  return { ok: true, value: isTurned ? { from: to, to: from } : { from, to } };
}

/** True for a word of a search that speaks of a time, readable or not. */
export function looksLikePaid(word: string): boolean {
  return /^(\.\.)?\d{4}-\d{2}-\d{2}(T|\.\.|$)/.test(word);
}

/** `date`: the day of the payment in the zone that holds. */
export function isPaidWithin({ from, to }: PaidRange, at: number, date: string): boolean {
  if (from !== null && ("date" in from ? date < from.date : at < from.at)) return false;
  return to === null || ("date" in to ? date <= to.date : at < to.at);
}

/** Undefined for what is neither a day nor a moment. */
export function endOf(text: string): PaidEnd | undefined {
  const [, date, time, zone] =
    /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/.exec(
      text,
    ) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  return time === undefined || zone === undefined ? { date } : { at: Date.parse(text) };
}

function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function isBackwards(from: PaidEnd, to: PaidEnd): boolean {
  if ("date" in from && "date" in to) return from.date > to.date;
  return "at" in from && "at" in to && from.at > to.at;
}
