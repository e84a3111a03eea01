// Money in words and as decimals: the one place that writes a currency's sign and its number of decimals. docs/money.md.
import { decimalsOf } from "./currencies.ts";

/** Holds where nobody has set CURRENCY, and for stores from before it could be set. */
export const FIRST_CURRENCY = "USD";

/** Money in a currency of its own: whole minor units, as many decimals as that currency has. */
export interface OwnMoney {
  /** ISO 4217. */
  currency: string;
  minor: number;
}

/**
 * Hundredths of one unit as a decimal string with the decimals of the currency: 6016 → "60.16", 500000 yen → "5000", 1234 dinars →
 * "12.340". Half a yen is rounded away from zero.
 */
export function formatAmount(cents: number, currency: string): string {
  const decimals = decimalsOf(currency) ?? 2;
  if (decimals === 0) return decimal(Math.sign(cents) * Math.round(Math.abs(cents) / 100), 0);
  return decimal(cents, 2) + "0".repeat(decimals - 2);
}

/** The same in plain hundredths, where nobody knows the currency: 6016 → "60.16". */
export function hundredths(cents: number): string {
  return decimal(cents, 2);
}

/** The same of whole minor units: 5000 yen → "5000", 1234 dinars → "1.234". */
export function formatMinor({ minor, currency }: OwnMoney): string {
  return decimal(minor, decimalsOf(currency) ?? 2);
}

/** For people: 101240 → "$1,012.40". */
export function moneyWords(cents: number, currency: string): string {
  return amountWords(formatAmount(cents, currency), currency);
}

/** For people: 5000 yen → "¥5,000". */
export function ownMoneyWords(money: OwnMoney): string {
  return amountWords(formatMinor(money), money.currency);
}

/** For people, of an amount as answers have it: "1012.40" → "$1,012.40". */
export function amountWords(amount: string, currency: string): string {
  const minus = amount.startsWith("-") ? "-" : "";
  const [whole = "", ...fraction] = amount.slice(minus.length).split(".");
  return `${minus}${signOf(currency)}${[whole.replace(/\B(?=(\d{3})+$)/g, ","), ...fraction].join(".")}`;
}

/** What is not counted in cents, such as a mean: hundredths are shown where the currency has any. */
export function meanWords(units: number, currency: string): string {
  return moneyWords(Math.round(units * 100), currency);
}

/** Making a formatter costs more than using it a hundred times. */
const signs = new Map<string, string>();

/** As English has it: $, €, ¥, CA$. A code such as KWD stands with a space. */
export function signOf(currency: string): string {
  const known = signs.get(currency);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat("en-US", { style: "currency", currency }).formatToParts(0);
  const symbol = (parts.find(({ type }) => type === "currency")?.value ?? currency).replace(/\s/g, " ");
  const sign = /\p{L}$/u.test(symbol) ? `${symbol} ` : symbol;
  signs.set(currency, sign);
  return sign;
}

function decimal(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, "0");
  const sign = minor < 0 ? "-" : "";
  return decimals === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
