// What was paid, in whose money. docs/money.md says how other currencies come in.
import { amountWords, formatAmount, formatMinor, type OwnMoney } from "../money.ts";
import type { Payment } from "./payment.ts";

/** The parts of a payment that say how much it was. */
export interface Paid extends Pick<Payment, "amountCents"> {
  currency?: string | null | undefined;
  paidMinor?: number | null | undefined;
  rate?: string | null | undefined;
}

/** False where it was paid in a currency of which no rate was known: its `amountCents` of 0 then says nothing. */
export function isAmountKnown({ currency, rate }: Pick<Paid, "currency" | "rate">): boolean {
  return (currency ?? null) === null || (rate ?? null) !== null;
}

/** Null where it was paid in CURRENCY. */
export function ownMoneyOf({ currency, paidMinor }: Pick<Paid, "currency" | "paidMinor">): OwnMoney | null {
  return typeof currency === "string" && typeof paidMinor === "number" ? { currency, minor: paidMinor } : null;
}

/** As answers show it: in CURRENCY (null where not known), and in its own money where that is another. */
export function paidView(paid: Paid, currency: string) {
  const own = ownMoneyOf(paid);
  return {
    amount: isAmountKnown(paid) ? formatAmount(paid.amountCents, currency) : null,
    currency,
    paid: own === null ? null : { amount: formatMinor(own), currency: own.currency, rate: paid.rate ?? null },
  };
}

/** What people read: `$60.16`, `¥5,000 (€31.20)`, or `¥5,000` alone where it is not known in CURRENCY. */
export function paidWords(paid: Paid, currency: string): string {
  return viewedPaidWords(paidView(paid, currency));
}

/** The same of what an answer shows. */
export function viewedPaidWords({ amount, currency, paid }: ReturnType<typeof paidView>): string {
  const inCurrency = amount === null ? null : amountWords(amount, currency);
  if (paid === null) return inCurrency ?? "an amount that is not known";
  const own = amountWords(paid.amount, paid.currency);
  return inCurrency === null || paid.currency === currency ? own : `${own} (${inCurrency})`;
}
