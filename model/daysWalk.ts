// What cards and merchants did by day, payment by payment in event order: what a decider knows when it decides, from the payments
// themselves. Serving pulls the same from the store (docs/features-by-day.md).

import {
  type DayCount,
  type DaysAround,
  dayOf,
  KEPT_DAYS,
  type KnownFraud,
  type SubjectDays,
  settledDay,
} from "../worker/features/days.ts";
import { isAmountKnown } from "../worker/payment/paid.ts";
import type { Payment } from "../worker/payment/payment.ts";

export interface DaysWalk {
  /** What was known of the payment's card and merchant by its event time: settled days alone. */
  before(payment: Payment): DaysAround;
  /** `knownAt`: epoch ms at which it was said that it is a fraud; null: it is none, or nobody ever said so. */
  add(payment: Payment, knownAt: number | null): void;
}

interface Subject {
  days: DayCount[];
  frauds: KnownFraud[];
  /** Cards seen on the newest day. */
  cardsOfDay: Set<string>;
}

/** Payments come in event order. */
export function daysWalk(): DaysWalk {
  const cards = new Map<string, Subject>();
  const merchants = new Map<string, Subject>();
  return {
    before({ cardId, merchant, paidAt }) {
      return { card: settled(cards.get(cardId), paidAt), merchant: settled(merchants.get(merchant), paidAt) };
    },
    add(payment, knownAt) {
      addTo(cards, payment.cardId, payment, knownAt);
      addTo(merchants, payment.merchant, payment, knownAt);
    },
  };
}

function addTo(subjects: Map<string, Subject>, name: string, payment: Payment, knownAt: number | null): void {
  const subject = subjects.get(name) ?? { days: [], frauds: [], cardsOfDay: new Set() };
  if (!subjects.has(name)) subjects.set(name, subject);
  const { days, frauds, cardsOfDay } = subject;
  const day = dayOf(payment.paidAt);
  let last = days.at(-1);
  if (last === undefined || last.day !== day) {
    last = { day, payments: 0, cents: 0, cards: 0 };
    days.push(last);
    cardsOfDay.clear();
    while ((days[0]?.day ?? day) < day - KEPT_DAYS) days.shift();
    while (dayOf(frauds[0]?.paidAt ?? payment.paidAt) < day - KEPT_DAYS) frauds.shift();
  }
  cardsOfDay.add(payment.cardId);
  last.payments++;
  last.cards = cardsOfDay.size;
  const cents = isAmountKnown(payment) ? payment.amountCents : 0;
  last.cents += cents;
  if (knownAt !== null) frauds.push({ paidAt: payment.paidAt, knownAt, cents });
}

function settled(subject: Subject | undefined, paidAt: number): SubjectDays {
  if (subject === undefined) return { days: [], frauds: [] };
  const to = settledDay(paidAt);
  const { days, frauds } = subject;
  const from = to - KEPT_DAYS;
  return {
    days: days.filter(({ day }) => day <= to && day > from),
    frauds: frauds.filter(
      (fraud) => dayOf(fraud.paidAt) <= to && dayOf(fraud.paidAt) > from && dayOf(fraud.knownAt) <= to,
    ),
  };
}
