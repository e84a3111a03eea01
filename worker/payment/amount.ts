// The cells that say how much was paid, in which currency: `amt` in whole units with decimals, or `amount_minor` in the smallest
// units. How many decimals there are, the currency says. Negative: money that goes back.
import { type Decimals, decimalsOf } from "../currencies.ts";
import { isBlank, missing, type Read, read, wrong } from "./cell.ts";
import type { Paid } from "./paid.ts";
import type { Payment } from "./payment.ts";
import type { Columns } from "./readRows.ts";

/** In dollars. It keeps a slip from making sums useless. */
export const MAX_AMOUNT = 100_000_000;
/** In any other currency: ten thousand million rupiah are some half a million dollars. */
export const MAX_FOREIGN_AMOUNT = 10_000_000_000;
const NO_AMOUNT = "must be an amount such as 12.34";
const NO_MINOR = "must be a whole number of the smallest units, such as 1234";
const AMOUNT = /^[+-]?0*\d{1,11}(\.\d{1,30})?$/;
const MINOR = /^[+-]?0*\d{1,14}$/;

/** Whole minor units of the currency: cents, yen, fils. */
export function minorIn(columns: Columns, currency: string): Read<number> {
  const { amt, amount_minor: minor } = columns;
  const isInMinor = !isBlank(minor);
  if (isInMinor && !isBlank(amt)) {
    return wrong("amount_minor", "must be left out where amt is given: one of the two is the amount");
  }
  if (isInMinor) return wholeMinor(minor, currency);
  if (amt == null) return minor == null ? missing("amt", "amt or amount_minor") : wrong("amount_minor", NO_MINOR);
  return majorAsMinor(amt, currency);
}

function wholeMinor(cell: unknown, currency: string): Read<number> {
  const minor = numberIn(cell, MINOR);
  if (minor === null || !Number.isInteger(minor)) return wrong("amount_minor", NO_MINOR);
  const most = mostOf(currency) * factorOf(currency);
  if (Math.abs(minor) > most) return wrong("amount_minor", `must be at most ${most}`);
  return read(minor + 0);
}

function majorAsMinor(cell: unknown, currency: string): Read<number> {
  const amount = numberIn(cell, AMOUNT);
  if (amount === null) return wrong("amt", NO_AMOUNT);
  if (Math.abs(amount) > mostOf(currency)) return wrong("amt", `must be at most ${mostOf(currency)}`);
  const factor = factorOf(currency);
  const minor = Math.round(amount * factor);
  // Or it was whole, before a column of single precision made 1012.4000244 of 1012.40.
  const isWhole = Math.abs(amount * factor - minor) < 1e-4 || Math.abs(amount - Math.fround(minor / factor)) < 1e-9;
  if (!isWhole) return wrong("amt", TOO_EXACT[decimalsOf(currency) ?? 2](currency));
  // Adding zero turns −0 into 0.
  return read(minor + 0);
}

const TOO_EXACT: Record<Decimals, (currency: string) => string> = {
  0: (currency) => `must be a whole number: ${currency} has no decimals`,
  2: () => "must have at most two decimals",
  3: () => "must have at most three decimals",
};

/**
 * The parts of a payment that say how much it was. In another currency `amountCents` waits for the decider: only people's rates say what
 * it is worth. Where our own currency has three decimals, the exact amount stands beside the rounded one.
 */
export function moneyOf(minor: number, currency: string, ours: string): Pick<Payment, keyof Paid> {
  if (currency !== ours) return { amountCents: 0, currency, paidMinor: minor, rate: null };
  const exactCents = (minor * 100) / factorOf(currency);
  const amountCents = Math.round(exactCents) + 0;
  return amountCents === exactCents ? { amountCents } : { amountCents, currency, paidMinor: minor, rate: "1" };
}

function factorOf(currency: string): number {
  return 10 ** (decimalsOf(currency) ?? 2);
}

function mostOf(currency: string): number {
  return currency === "USD" ? MAX_AMOUNT : MAX_FOREIGN_AMOUNT;
}

function numberIn(cell: unknown, form: RegExp): number | null {
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== "string") return null;
  const text = cell.trim();
  return form.test(text) ? Number(text) : null;
}
