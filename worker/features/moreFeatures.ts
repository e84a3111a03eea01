// Features that a model may read besides those of catalogue.ts, in any subset: what is known by day of the payment's merchant and card
// (days.ts), and which frauds are known there, late. compute.ts puts them behind the 44.
import { DAY_MS } from "../duration.ts";
import { isAmountKnown } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";
import { type DaysAround, dayOf, type SubjectDays, settledDay } from "./days.ts";
import type { TruthTable } from "./tables.ts";

/** `merchant`: payments at the merchant. `truth`: which earlier ones are known to be frauds. */
export type MoreGroup = "merchant" | "truth";

export interface MoreFeature {
  name: string;
  unit: string;
  group: MoreGroup;
  meaning: string;
}

const WINDOWS = [1, 7, 30] as const;
/** The longest: what is said of single frauds is said of those in it. */
const LONGEST = 30;
/** A share starts with so many payments that are like all others, since one fraud of two payments says little. */
const PRIOR_PAYMENTS = 5;

function inWords(days: number): string {
  return days === 1 ? "on the newest settled day" : `on the newest ${days} settled days`;
}

function merchantFeatures(): MoreFeature[] {
  const of = (what: string, unit: string, meaning: string): MoreFeature[] =>
    WINDOWS.map((days) => ({
      name: `merchant_${what}_${days}d`,
      unit,
      group: "merchant",
      meaning: `${meaning} ${inWords(days)}`,
    }));
  return [
    ...of("count", "payments", "payments at this merchant"),
    ...of("cards", "cards", "cards that paid at this merchant, each once a day,"),
    ...of("mean", "USD", "mean amount at this merchant"),
    {
      name: "merchant_ratio",
      unit: "×",
      group: "merchant",
      meaning: "this amount over the merchant's mean of 30 settled days",
    },
  ];
}

function truthFeatures(subject: "merchant" | "card"): MoreFeature[] {
  const one = (name: string, unit: string, meaning: string): MoreFeature => ({
    name: `${subject}_${name}`,
    unit,
    group: "truth",
    meaning,
  });
  const late = "as far back as the truth is known";
  return [
    ...WINDOWS.map((days) =>
      one(
        `fraud_share_${days}d`,
        "share",
        `share of known frauds among the ${subject}'s payments of ${days === 1 ? "a day" : `${days} days`}, ${late}`,
      ),
    ),
    one("frauds_30d", "frauds", `the ${subject}'s known frauds of 30 days, ${late}`),
    one("fraud_first", "days", `time since the earliest of the ${subject}'s known frauds of 30 days`),
    one("fraud_last", "days", `time since the latest of the ${subject}'s known frauds of 30 days`),
    one("fraud_since", "share", `share of known frauds among the ${subject}'s payments since the earliest of them`),
    one("fraud_mean", "USD", `mean amount of the ${subject}'s known frauds of 30 days`),
  ];
}

export const MORE_FEATURES: readonly MoreFeature[] = [
  ...merchantFeatures(),
  ...truthFeatures("merchant"),
  ...truthFeatures("card"),
];

/** Of a column of one's own, as a feature. */
export const EXTRA_PREFIX = "extra.";

/** Whether a bundle may read the feature behind those of every model. The Worker refuses one that reads others. */
export function isServed(name: string): boolean {
  return name.startsWith(EXTRA_PREFIX) || MORE_FEATURES.some((feature) => feature.name === name);
}

/**
 * The values of MORE_FEATURES, in their order. Without `days` nothing is known; without `truth` no fraud is. What `days` has of days that
 * are not settled at the payment's time does not count.
 */
export function moreFeatures(
  payment: Pick<Payment, "paidAt" | "amountCents" | "currency" | "rate">,
  days: DaysAround | null,
  truth: TruthTable | null,
): Float64Array {
  const out = new Float64Array(MORE_FEATURES.length).fill(Number.NaN);
  if (days === null) return out;
  const paidCents = isAmountKnown(payment) ? payment.amountCents : Number.NaN;
  let at = aboutMerchant(days.merchant, payment.paidAt, paidCents, out);
  if (truth === null) return out;
  for (const subject of [days.merchant, days.card]) at = aboutTruth(subject, payment.paidAt, truth, out, at);
  return out;
}

/** Answers how many values it wrote. */
function aboutMerchant({ days }: SubjectDays, paidAt: number, paidCents: number, out: Float64Array): number {
  const newest = settledDay(paidAt);
  const count = WINDOWS.length;
  let [monthPayments, monthCents] = [0, 0];
  WINDOWS.forEach((window, at) => {
    let [payments, cards, cents] = [0, 0, 0];
    for (let i = days.length - 1; i >= 0; i--) {
      const each = days[i];
      if (each === undefined || each.day > newest) continue;
      if (each.day <= newest - window) break;
      payments += each.payments;
      cards += each.cards;
      cents += each.cents;
    }
    out[at] = payments;
    out[count + at] = cards;
    out[2 * count + at] = payments === 0 ? Number.NaN : cents / payments / 100;
    if (window === LONGEST) [monthPayments, monthCents] = [payments, cents];
  });
  out[3 * count] = monthCents === 0 ? Number.NaN : (paidCents * monthPayments) / monthCents;
  return 3 * count + 1;
}

/** Answers the place behind what it wrote. */
function aboutTruth(
  { days, frauds }: SubjectDays,
  paidAt: number,
  { delayDays, share }: TruthTable,
  out: Float64Array,
  from: number,
): number {
  const toldUntil = settledDay(paidAt);
  // Frauds to the millisecond, payments by whole days: nobody keeps each payment of a merchant.
  const until = paidAt - delayDays * DAY_MS;
  const lastDay = dayOf(until);
  const countedUntil = Math.min(lastDay, toldUntil);
  const known = frauds.filter(
    (fraud) =>
      fraud.paidAt <= until &&
      fraud.paidAt > until - LONGEST * DAY_MS &&
      Math.max(dayOf(fraud.paidAt), dayOf(fraud.knownAt)) <= toldUntil,
  );
  const paymentsFrom = (first: number): number =>
    days.reduce((sum, { day, payments }) => sum + (day >= first && day <= countedUntil ? payments : 0), 0);
  WINDOWS.forEach((window, at) => {
    const caught = known.reduce((sum, fraud) => sum + (fraud.paidAt > until - window * DAY_MS ? 1 : 0), 0);
    out[from + at] = (caught + PRIOR_PAYMENTS * share) / (paymentsFrom(lastDay - window + 1) + PRIOR_PAYMENTS);
  });
  const at = from + WINDOWS.length;
  out[at] = known.length;
  const [first, last] = [known[0], known.at(-1)];
  if (first !== undefined && last !== undefined) {
    out[at + 1] = (paidAt - first.paidAt) / DAY_MS;
    out[at + 2] = (paidAt - last.paidAt) / DAY_MS;
    out[at + 3] = known.length / Math.max(known.length, paymentsFrom(dayOf(first.paidAt)));
    out[at + 4] = known.reduce((sum, { cents }) => sum + cents, 0) / known.length / 100;
  }
  return at + 5;
}
