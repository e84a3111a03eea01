// What a card's own past says about a payment without any model: what it usually pays, and what it did just before. Only
// payments strictly before this one's event time count.
import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from "../duration.ts";
import type { Payment } from "../payment/payment.ts";
import type { CardHistory } from "./history.ts";

export interface CardFacts {
  /** How many payments of the card are known. */
  payments: number;
  /** The mean of all of them, in cents; NaN without any. */
  meanCents: number;
  /**
   * The highest amount that the card paid between a week and 30 days ago, in cents; 0 without one. A thief's earlier payments do
   * not make his next one usual, since few cards are misused for a week.
   */
  settledHighCents: number;
  inTenMinutes: number;
  inHour: number;
  inDay: number;
  /** Payments of exactly this amount within a day. */
  sameAmountInDay: number;
}

export function cardFacts(payment: Pick<Payment, "paidAt" | "amountCents">, history: CardHistory): CardFacts {
  const { paidAt, amountCents } = payment;
  const { times, cents, categoryCounts, categoryCents } = history;
  const facts = { settledHighCents: 0, inTenMinutes: 0, inHour: 0, inDay: 0, sameAmountInDay: 0 };
  for (let at = times.length - 1; at >= 0; at--) {
    const age = paidAt - (times[at] ?? 0);
    if (age <= 0) continue;
    const amount = cents[at] ?? 0;
    if (age >= WEEK_MS) facts.settledHighCents = Math.max(facts.settledHighCents, amount);
    else if (age < DAY_MS) {
      facts.inDay++;
      if (amount === amountCents) facts.sameAmountInDay++;
      if (age < HOUR_MS) facts.inHour++;
      if (age < 10 * MINUTE_MS) facts.inTenMinutes++;
    }
  }
  let payments = 0;
  let total = 0;
  for (let place = 0; place < categoryCounts.length; place++) {
    payments += categoryCounts[place] ?? 0;
    total += categoryCents[place] ?? 0;
  }
  return { ...facts, payments, meanCents: payments === 0 ? Number.NaN : total / payments };
}
