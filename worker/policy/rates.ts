// How much other currencies are worth, as people say it. Vigie asks nobody: a rate that nobody set is not known.
import { decimalsOf } from "../currencies.ts";
import type { OwnMoney } from "../money.ts";
import { ownMoneyOf } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";

/** Holds for payments from its day on, until a later one of the same currency. */
export interface Rate {
  /** ISO 4217. */
  currency: string;
  /** How much of CURRENCY one unit is, as a decimal such as "1.0842". */
  rate: string;
  /** Epoch ms. */
  from: number;
  /** Where it was read, for people. */
  source: string | null;
}

export const MOST_RATES = 2_000;

/** Rates by currency, the newest first. */
export type RateTable = ReadonlyMap<string, readonly Rate[]>;

export function rateTable(rates: readonly Rate[]): RateTable {
  const newestFirst = [...rates].sort((a, b) => b.from - a.from);
  return Map.groupBy(newestFirst, ({ currency }) => currency);
}

/**
 * The payment with its amount in CURRENCY, by the rate of the day when it was paid. Without one its amount is not known, which is no
 * amount of nothing: payment/paid.ts tells them apart. One that was paid in CURRENCY is the same.
 */
export function inCurrency<Paid extends Pick<Payment, "amountCents" | "currency" | "paidMinor" | "rate" | "paidAt">>(
  payment: Paid,
  rates: RateTable,
  currency: string,
): Paid {
  const own = ownMoneyOf(payment);
  if (own === null) return payment;
  const rate = own.currency === currency ? "1" : rateAt(rates.get(own.currency) ?? [], payment.paidAt);
  const amountCents = rate === null ? null : centsAt(own, rate, currency);
  // So much money cannot be summed. No card pays it.
  if (amountCents === null || amountCents > MOST_CENTS) return { ...payment, amountCents: 0, rate: null };
  return { ...payment, amountCents, rate };
}

/** A hundred billion units: 900 such amounts are still summed exactly. */
const MOST_CENTS = 1e13;

function rateAt(newestFirst: readonly Rate[], at: number): string | null {
  return newestFirst.find(({ from }) => from <= at)?.rate ?? null;
}

/** A rate as people write it: at most seven digits before the point and twelve behind it. */
export const RATE_FORM = /^\d{1,7}(\.\d{1,12})?$/;

/**
 * Own money at a rate, in hundredths of CURRENCY. It is worked out in whole numbers, and half of the smallest unit of CURRENCY is rounded
 * up: where that is a whole yen, the answer is whole yen, so that what is shown is what is summed.
 */
export function centsAt({ minor, currency: own }: OwnMoney, rate: string, currency: string): number {
  const [whole = "0", fraction = ""] = rate.split(".");
  const unitCents = decimalsOf(currency) === 0 ? 100n : 1n;
  const above = BigInt(minor) * BigInt(whole + fraction) * (100n / unitCents);
  const below = 10n ** BigInt(fraction.length + (decimalsOf(own) ?? 2));
  return Number(((2n * above + below) / (2n * below)) * unitCents);
}
