// What a card or merchant is like: how much lately, how much usually, in which categories, at which hours. Pure.
import { DAY_MS } from "../duration.ts";
import { isAmountKnown } from "../payment/paid.ts";
import type { SubjectFound, SubjectPayment, SubjectSums } from "../store/subjects.ts";
import { truthOf } from "../store/verdicts.ts";
import { offsetMsAt } from "../zone.ts";

/**
 * Most payments that are looked at, the newest first. They are read one by one, so this bounds how long a page takes; a thousand say
 * well what is usual.
 */
export const LOOKED_AT = 1_000;

export const WINDOWS = { "24h": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS } as const;
export type WindowName = keyof typeof WINDOWS | "all";

export type WindowSums = Omit<SubjectSums, "firstAt" | "lastAt">;

export interface Window extends WindowSums {
  name: WindowName;
  /** False: the payments that were looked at do not reach back so far, so that there were more. */
  isWhole: boolean;
}

/** Amounts in hundredths of CURRENCY, of the payments of which the amount is known. */
export interface UsualAmounts {
  payments: number;
  lowerQuartile: number;
  median: number;
  upperQuartile: number;
  largest: number;
}

export interface CategoryShare {
  category: string;
  payments: number;
  amountCents: number;
}

export interface Picture {
  /** Null when no payment is left in the store, or none has an amount that is known. */
  usual: UsualAmounts | null;
  windows: Window[];
  /** The most frequent first. */
  categories: CategoryShare[];
  /** Payments by the hour of the clock at which they were paid, from 0 to 23. */
  hours: number[];
  /** From what usual amounts, categories and hours are. */
  lookedAt: {
    payments: number;
    /** Epoch ms of the oldest of them. */
    since: number | null;
    /** True when these are all that were ever recorded. */
    isAll: boolean;
  };
}

/** `most`: how many payments were asked for. `zone`: whose hours. */
export function pictureOf({ subject, newest }: SubjectFound, most: number, nowMs: number, zone: string): Picture {
  const since = newest.at(-1)?.paidAt ?? null;
  const isCut = newest.length >= most && subject.payments > newest.length;
  const lately = Object.entries(WINDOWS).map(([name, windowMs]): Window => {
    const from = nowMs - windowMs;
    const within = newest.filter(({ paidAt }) => paidAt >= from);
    return { name: name as WindowName, ...sumsOf(within), isWhole: !isCut || (since !== null && since < from) };
  });
  const { firstAt: _, lastAt: __, value: ___, last4: ____, ...all } = subject;
  return {
    usual: usualOf(newest),
    windows: [...lately, { name: "all", ...all, isWhole: true }],
    categories: categoriesOf(newest),
    hours: hoursOf(newest, zone),
    lookedAt: { payments: newest.length, since, isAll: newest.length >= subject.payments },
  };
}

function sumsOf(payments: readonly SubjectPayment[]): WindowSums {
  const sums = { payments: 0, amountCents: 0, reviews: 0, declines: 0, frauds: 0, fraudCents: 0, legitimate: 0 };
  for (const payment of payments) {
    const { amountCents, outcome } = payment;
    const truth = truthOf(payment);
    sums.payments += 1;
    sums.amountCents += amountCents;
    sums.reviews += Number(outcome === "review");
    sums.declines += Number(outcome === "decline");
    sums.frauds += Number(truth === "fraud");
    sums.fraudCents += truth === "fraud" ? amountCents : 0;
    sums.legitimate += Number(truth === "legitimate");
  }
  return sums;
}

function usualOf(payments: readonly SubjectPayment[]): UsualAmounts | null {
  const amounts = payments.flatMap((payment) => (isAmountKnown(payment) ? [payment.amountCents] : []));
  amounts.sort((a, b) => a - b);
  const largest = amounts.at(-1);
  if (largest === undefined) return null;
  return {
    payments: amounts.length,
    lowerQuartile: quantile(amounts, 0.25),
    median: quantile(amounts, 0.5),
    upperQuartile: quantile(amounts, 0.75),
    largest,
  };
}

/** Between two amounts in the middle it is halfway, as people work out a median; in whole hundredths. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [below = 0, above = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return Math.round(below + (above - below) * (place % 1));
}

function categoriesOf(payments: readonly SubjectPayment[]): CategoryShare[] {
  const byName = new Map<string, CategoryShare>();
  for (const { category, amountCents } of payments) {
    const known = byName.get(category) ?? { category, payments: 0, amountCents: 0 };
    const more = { payments: known.payments + 1, amountCents: known.amountCents + amountCents };
    byName.set(category, { category, ...more });
  }
  return [...byName.values()].sort((a, b) => b.payments - a.payments || (a.category < b.category ? -1 : 1));
}

function hoursOf(payments: readonly SubjectPayment[], zone: string): number[] {
  const hours = new Array<number>(24).fill(0);
  for (const { paidAt } of payments) {
    const hour = new Date(paidAt + offsetMsAt(zone, paidAt)).getUTCHours();
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}
