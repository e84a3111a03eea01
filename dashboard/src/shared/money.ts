// Money as the pages show it: the one place here that writes it. Sums are in CURRENCY, which the server names with each answer; a
// single payment is told in its own money, too.
import { signal } from "@preact/signals";
import { decimalsOf } from "../../../worker/currencies.ts";
import { amountWords, FIRST_CURRENCY, formatAmount } from "../../../worker/money.ts";
import { viewedPaidWords } from "../../../worker/payment/paid.ts";

/** CURRENCY. Until the server has named it, nothing with money is shown yet. */
export const currency = signal(FIRST_CURRENCY);

export function nameCurrency(named: string | null): void {
  if (named !== null && decimalsOf(named) !== null) currency.value = named;
}

/** A sum in CURRENCY, or in that of a report from before it was another. */
export function money(amount: string, of = currency.value): string {
  return amountWords(amount, of);
}

/** Without cents, for large figures: cents say nothing beside ten thousand. */
export function roundMoney(amount: string, of = currency.value): string {
  return Math.abs(Number(amount)) >= 10_000 ? amountWords(Number(amount).toFixed(0), of) : money(amount, of);
}

/** A payment's amount: `¥5,000 (€31.20)`, or `€31.20` where that is its own money. */
export const paidMoney = viewedPaidWords;

/** An amount that the model reads, or a mean of such amounts. */
export function inputMoney(units: number): string {
  return roundMoney(formatAmount(Math.round(units * 100), currency.value));
}

/** Hundredths in a decimal string. An amount that is not known counts as nothing, as it does in sums. */
export function centsOf(amount: string | null): number {
  return Math.round(Number(amount ?? 0) * 100);
}
