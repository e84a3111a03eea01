// What a card's own past says about a payment without any model: what it usually pays, and what it did just before. Only
// payments strictly before this one's event time count.
import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from "../duration.ts";
import { isAmountKnown } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";
import { type CardHistory, totalsOf } from "./history.ts";

export interface CardFacts {
  /** Earlier payments of the card that are known. */
  payments: number;
  /**
   * How many of them are settled: a week old or older. A thief's earlier payments do not make his next one usual, since few cards
   * are misused for a week.
   */
  settledPayments: number;
  /** The mean of those, in cents; NaN without any. */
  settledMeanCents: number;
  /** The highest amount that the card paid between a week and 30 days ago, in cents; 0 without one. */
  settledHighCents: number;
  inTenMinutes: number;
  inHour: number;
  inDay: number;
  /** Payments of exactly this amount within a day. NaN where it is not known how much this one is. */
  sameAmountInDay: number;
}

export function cardFacts(
  payment: Pick<Payment, "paidAt" | "amountCents" | "currency" | "rate">,
  history: CardHistory,
): CardFacts {
  const { paidAt } = payment;
  const amountCents = isAmountKnown(payment) ? payment.amountCents : Number.NaN;
  const { times, cents } = history;
  // Plain numbers: V8 would make a heap object of each new value of a field, for every payment of the history.
  let settledHighCents = 0;
  let inTenMinutes = 0;
  let inHour = 0;
  let inDay = 0;
  let sameAmountInDay = 0;
  let { count: settled, cents: total } = totalsOf(history);
  let unsettled = 0;
  for (let at = times.length - 1; at >= 0; at--) {
    const age = paidAt - (times[at] ?? 0);
    const amount = cents[at] ?? 0;
    if (age >= WEEK_MS) {
      settledHighCents = Math.max(settledHighCents, amount);
      continue;
    }
    settled--;
    total -= amount;
    if (age <= 0) continue;
    unsettled++;
    if (age < DAY_MS) {
      inDay++;
      if (amount === amountCents) sameAmountInDay++;
      if (age < HOUR_MS) inHour++;
      if (age < 10 * MINUTE_MS) inTenMinutes++;
    }
  }
  return {
    ...{ settledHighCents, inTenMinutes, inHour, inDay },
    sameAmountInDay: Number.isNaN(amountCents) ? Number.NaN : sameAmountInDay,
    payments: settled + unsettled,
    settledPayments: settled,
    settledMeanCents: settled === 0 ? Number.NaN : total / settled,
  };
}
