// Amounts that are searched for: `>500`, `>=500`, `<20`, `<=20`, `100..200`, `60.16`; several with spaces hold together. Pure.
import { endsOf, type Read } from "./read.ts";

/** Cents, both ends inclusive; null where there is no end. */
export interface AmountRange {
  fromCents: number | null;
  toCents: number | null;
}

/** Any currency's sign is read, and the amount is one in CURRENCY all the same. Whoever knows CURRENCY asks `signIn`. */
const SIGN = "[$€£¥₹₩₪₫₱₺₽₴₦₡₲₵₸]?";
const NUMBER = `${SIGN}\\d{1,12}(\\.\\d{1,2})?`;
const TERM = `((>=?|<=?|=|≤|≥)?${NUMBER}|${NUMBER}\\.\\.(${NUMBER})?|\\.\\.${NUMBER})`;
/** All that can be read, for descriptions. */
export const AMOUNT_PATTERN = `^${TERM}( ${TERM})*$`;

const HOW = "write >500, <20, 100..200 or =60.16, without commas";

export function readAmount(text: string): Read<AmountRange> {
  let range: AmountRange = { fromCents: null, toCents: null };
  const terms = text.split(/\s+/).filter((term) => term !== "");
  if (terms.length === 0) return { ok: false, problem: `must not be empty: ${HOW}` };
  for (const term of terms) {
    const read = termOf(term);
    if (read === null) return { ok: false, problem: `cannot be read at “${term}”: ${HOW}` };
    range = {
      fromCents: highest(range.fromCents, read.fromCents),
      toCents: lowest(range.toCents, read.toCents),
    };
  }
  return { ok: true, value: range };
}

/** The first sign of a currency that is written in it: whoever writes €500 means euros. Null: there is none. */
export function signIn(text: string): string | null {
  return /\p{Sc}/u.exec(text)?.[0] ?? null;
}

export function isWithin({ fromCents, toCents }: AmountRange, cents: number): boolean {
  return (fromCents === null || cents >= fromCents) && (toCents === null || cents <= toCents);
}

/** True for a word of a search that speaks of an amount, readable or not. A whole number alone may be a card's last digits. */
export function looksLikeAmount(word: string): boolean {
  return (
    /^[<>=≤≥]/.test(word) ||
    SIGNED.test(word) ||
    /^\d+\.\d{1,2}$/.test(word) ||
    /^[\d.,]*\.\.[\p{Sc}\d][\d.,]*$|^[\d.,]*\d\.\.$/u.test(word)
  );
}

function termOf(term: string): AmountRange | null {
  const ends = endsOf(term);
  if (ends !== null) {
    const [fromCents, toCents] = [ends.first, ends.last].map((end) => (end === "" ? null : centsOf(end)));
    if (fromCents === undefined || toCents === undefined) return null;
    // Whoever writes 200..100 means what lies between.
    const isTurned = fromCents !== null && toCents !== null && fromCents > toCents;
    return isTurned ? { fromCents: toCents, toCents: fromCents } : { fromCents, toCents };
  }
  const [, sign, number = ""] = /^([<>]=?|[=≤≥]?)(.*)$/s.exec(term) ?? [];
  const cents = centsOf(number);
  if (cents === undefined) return null;
  switch (sign) {
    case ">":
      return { fromCents: cents + 1, toCents: null };
    case ">=":
    case "≥":
      return { fromCents: cents, toCents: null };
    case "<":
      return { fromCents: null, toCents: cents - 1 };
    case "<=":
    case "≤":
      return { fromCents: null, toCents: cents };
    default:
      return { fromCents: cents, toCents: cents };
  }
}

const SIGNED = new RegExp(`^${SIGN.slice(0, -1)}`);
const SIGNED_NUMBER = new RegExp(`^${SIGN}(\\d{1,12})(?:\\.(\\d{1,2}))?$`);

/** Undefined for what is no amount. Twelve digits are more than any payment has. */
function centsOf(text: string): number | undefined {
  const [, units, cents = ""] = SIGNED_NUMBER.exec(text) ?? [];
  return units === undefined ? undefined : Number(units) * 100 + Number(cents.padEnd(2, "0"));
}

function highest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function lowest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
