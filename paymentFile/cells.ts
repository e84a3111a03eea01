// What a cell in a file of payments means, whichever program wrote it. Parquet has types, CSV has texts, and
// spreadsheets and data frames change both. Null means that the cell cannot be read. Pure.
import { CATEGORIES } from "../worker/payment/payment.ts";

/** What R, pandas, SQL and spreadsheets write for a missing value. */
const NOTHING = /^(|na|n\/a|nan|nat|null|none|<na>|\\n|#n\/a)$/i;
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const WALL_TIME =
  /^(\d{4})([-/])(\d{2})\2(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?|UTC|GMT)?$/i;
const DATE = /^(\d{4})([-/]?)(\d{2})\2(\d{2})(?:[ T].*)?$/;
const SCIENTIFIC = /^(\d+(?=[.,]\d)|\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i;
/**
 * Signs that programs put in place of digits that must not be seen, and that spreadsheets show when a column is too
 * narrow.
 */
const HIDDEN = /[*#•●…]|x{4}/i;
const HIDDEN_DIGITS = 16;

const EARLIEST_MS = Date.UTC(1990, 0, 1);
const EARLIEST_BIRTH_MS = Date.UTC(1850, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
/** A double holds any number with up to this many digits. */
const SURE_DIGITS = 15;
/** A single-precision number holds every whole number up to this one. */
const SINGLE_PRECISION_MAX = 2 ** 24;

export function isEmpty(cell: unknown): boolean {
  if (cell === undefined || cell === null) return true;
  if (typeof cell === "number") return Number.isNaN(cell);
  return typeof cell === "string" && cell.length < 9 && NOTHING.test(cell.trim());
}

/** Removes what people add so that a spreadsheet keeps a text as it is: `'0042`, `="0042"`. */
export function textOf(cell: unknown): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString();
  const text = String(cell ?? "").trim();
  return /^="(.*)"$/s.exec(text)?.[1] ?? text.replace(/^'/, "");
}

export function numberOf(cell: unknown): number | null {
  if (typeof cell === "bigint") return Number(cell);
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== "string") return null;
  const text = textOf(cell);
  if (PLAIN_NUMBER.test(text)) return Number(text);
  return THOUSANDS.test(text) ? Number(text.replaceAll(",", "")) : null;
}

/** Dollars. An amount with the sign of another currency cannot be read, since its value is unknown here. */
export function amountOf(cell: unknown): number | null {
  const amount = numberOf(typeof cell === "string" ? textOf(cell).replace(/^(-?)\s*\$\s*/, "$1") : cell);
  if (amount === null) return null;
  // Single precision and computed decimals change whole cents: 1012.4000244 and 12.700000000000001 are rounded back.
  const cents = Math.round(amount * 100) / 100;
  const isNoise = Math.fround(cents) === amount || Math.abs(cents - amount) < 1e-9;
  return isNoise ? cents : amount;
}

/**
 * What the wall clock showed, in ms as if in UTC, cut to whole seconds. A zone beside it changes nothing: the hour is
 * the card holder's.
 */
export function wallMsOf(cell: unknown): number | null {
  const ms =
    typeof cell === "string" ? wallMsOfText(textOf(cell)) : cell instanceof Date ? cell.getTime() : epochMsOf(cell);
  return ms !== null && ms >= EARLIEST_MS && ms < LATEST_MS ? Math.floor(ms / 1000) * 1000 : null;
}

function wallMsOfText(text: string): number | null {
  const [, year, , month, day, hour, minute, second = "00"] = WALL_TIME.exec(text) ?? [];
  if (year === undefined) return PLAIN_NUMBER.test(text) ? epochMsOf(Number(text)) : null;
  const date = `${year}-${month}-${day}`;
  if (!isCalendarDate(date)) return null;
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Epoch ms from seconds, milli-, micro- or nanoseconds since 1970, or a spreadsheet's days since 1900. From 1990 on
 * these do not overlap.
 */
function epochMsOf(cell: unknown): number | null {
  const value = numberOf(cell);
  if (value === null || value < 0) return null;
  if (value < 1e5) return Math.round((value - 25_569) * 86_400) * 1000;
  return value < 1e11 ? value * 1000 : value < 1e14 ? value : value < 1e17 ? value / 1e3 : value / 1e6;
}

/** `YYYY-MM-DD`. */
export function dateOf(cell: unknown): string | null {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.toISOString().slice(0, 10);
  const [, year, , month, day] = DATE.exec(textOf(cell).replace(/\.0+$/, "")) ?? [];
  if (year !== undefined) {
    const date = `${year}-${month}-${day}`;
    return isCalendarDate(date) ? date : null;
  }
  // A smaller number is not read: it could mean seconds, or a finer unit near 1970.
  const value = numberOf(cell);
  if (value === null || Math.abs(value) < 1e10) return null;
  const units = [1, 1e3, 1e6].map((perMs) => value / perMs);
  const ms = units.find((each) => each > EARLIEST_BIRTH_MS && each < LATEST_MS);
  return ms === undefined ? null : new Date(ms).toISOString().slice(0, 10);
}

/** Needed because Date.parse takes 30 February for 1 March. */
function isCalendarDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

export function labelOf(cell: unknown): 0 | 1 | null {
  const text = textOf(cell);
  if (/^(1(\.0*)?|true|t|yes|y|fraud)$/i.test(text)) return 1;
  return /^(0(\.0*)?|false|f|no|n|legitimate)$/i.test(text) ? 0 : null;
}

export function genderOf(cell: unknown): "F" | "M" | null {
  const text = textOf(cell);
  if (/^(f|female|woman)$/i.test(text)) return "F";
  return /^(m|male|man)$/i.test(text) ? "M" : null;
}

const CATEGORY_BY_NAME = new Map<string, string>(CATEGORIES.map((name) => [name, name]));

/** The model's category of this name, in any case and with any sign between its words; null when there is none. */
export function categoryOf(cell: unknown): string | null {
  const name = textOf(cell)
    .toLowerCase()
    .replace(/[^a-z]+/g, "_");
  return CATEGORY_BY_NAME.get(name) ?? null;
}

export type CardCell = { number: string } | { rounded: { known: string; digits: number } };

/**
 * A whole card number, or what is left of one that was hidden, or that went through a spreadsheet or a column of
 * fractions.
 */
export function cardOf(cell: unknown): CardCell | null {
  if (typeof cell === "bigint") return cell >= 0n ? { number: String(cell) } : null;
  if (typeof cell === "number") return cardOfNumber(cell);
  const text = textOf(cell);
  if (/^[\d -]+$/.test(text)) return { number: text.replace(/[ -]/g, "") };
  if (THOUSANDS.test(text)) return cardOf(text.replaceAll(",", ""));
  if (HIDDEN.test(text)) return { rounded: { known: "", digits: HIDDEN_DIGITS } };
  const [, integer] = /^(\d+)\.0*$/.exec(text) ?? [];
  if (integer !== undefined) return Number(integer) <= Number.MAX_SAFE_INTEGER ? { number: integer } : rounded(integer);
  const [, first, fraction = "", exponent] = SCIENTIFIC.exec(text) ?? [];
  if (first === undefined) return { number: text };
  const known = first + fraction.replace(/0+$/, "");
  const digits = Number(exponent) + first.length;
  if (digits > 19 || known.length > digits) return null;
  return known.length === digits && digits <= SURE_DIGITS + 1 ? { number: known } : rounded(known, digits);
}

function cardOfNumber(value: number): CardCell | null {
  if (!Number.isInteger(value) || value < 0 || value >= 1e19) return null;
  const digits = BigInt(value).toString();
  // The number went through single precision: only its first seven digits are sure.
  if (value > SINGLE_PRECISION_MAX && Math.fround(value) === value) return rounded(digits.slice(0, 7), digits.length);
  return value <= Number.MAX_SAFE_INTEGER ? { number: digits } : rounded(digits);
}

function rounded(known: string, digits = known.length): CardCell {
  return { rounded: { known: known.slice(0, SURE_DIGITS), digits } };
}
