// The port of the store, topic subjects: what is known of each card and each merchant. Their sums are computed from the changes of one
// batch, and the store adds them to those that it has. They stay when payments leave for the archive.
import type { Outcome } from "../decision/decision.ts";
import type { ScoredPayment, StoredPayment } from "./payments.ts";
import { type LateLabel, type RecordedVerdict, truthOf } from "./verdicts.ts";

export const SUBJECT_KINDS = ["card", "merchant"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Of all payments that were ever recorded, also of those that have left for the archive. */
export interface SubjectSums {
  /** Epoch ms of the earliest and of the latest payment, by event time. */
  firstAt: number;
  lastAt: number;
  payments: number;
  amountCents: number;
  reviews: number;
  declines: number;
  /** Payments of which the truth is known: a person's verdict, otherwise the feed's label. */
  frauds: number;
  fraudCents: number;
  legitimate: number;
}

export interface CardSums extends SubjectSums {
  cardId: string;
  /** The newest that was told; empty where no sender tells them. */
  last4: string;
}

export interface MerchantSums extends SubjectSums {
  merchant: string;
}

/** By what a list of them is sorted, the most first. Those by declines or frauds have only subjects with one at least. */
export const SUBJECT_SORTS = ["last", "payments", "amount", "declines", "frauds"] as const;
export type SubjectSort = (typeof SUBJECT_SORTS)[number];

export interface Subject extends SubjectSums {
  /** The card's id, or the merchant's name. */
  value: string;
  /** Null of a merchant. */
  last4: string | null;
}

/** A position in a list: what it is sorted by, and the subject itself. */
export interface SubjectPlace {
  key: number;
  value: string;
}

export interface SubjectsAsked {
  sort: SubjectSort;
  limit: number;
  /** Only those behind this position. */
  after: SubjectPlace | null;
  /** Part of a merchant's name, or a card's id or last four digits. */
  q: string | null;
}

export interface SubjectPage {
  subjects: Subject[];
  /** Where the next page begins; null at the end of the list. */
  next: SubjectPlace | null;
  /** Set when the search stopped before the page was full: so many subjects were looked at. The next page goes on behind them. */
  searched: number | null;
}

/** A payment as far as it takes to say how a card or merchant usually pays. */
export type SubjectPayment = Pick<
  StoredPayment,
  "id" | "paidAt" | "amountCents" | "category" | "outcome" | "verdict" | "label" | "currency" | "rate"
>;

export interface SubjectAlert {
  id: string;
  paymentId: string;
  createdAt: number;
  outcome: Outcome;
}

export interface SubjectFound {
  subject: Subject;
  /** Its newest payments, the newest first: as many as were asked for at most. */
  newest: SubjectPayment[];
  /** Alerts on those payments, the newest first. */
  alerts: SubjectAlert[];
}

export interface SubjectStore {
  subjects(kind: SubjectKind, asked: SubjectsAsked): Promise<SubjectPage>;
  /** Null: no payment of it was ever recorded. */
  subject(kind: SubjectKind, value: string, newest: number): Promise<SubjectFound | null>;
}

interface Changes {
  payments: readonly ScoredPayment[];
  verdicts?: readonly RecordedVerdict[];
  labels?: readonly LateLabel[];
}

export function cardSumsOf(changes: Changes): CardSums[] {
  const byCard = new Map<string, CardSums>();
  for (const [{ cardId, last4 }, sums] of changesOf(changes)) {
    const known = byCard.get(cardId);
    byCard.set(cardId, { cardId, last4: last4 || (known?.last4 ?? ""), ...added(known, sums) });
  }
  return [...byCard.values()];
}

export function merchantSumsOf(changes: Changes): MerchantSums[] {
  const byName = new Map<string, MerchantSums>();
  for (const [{ merchant }, sums] of changesOf(changes)) {
    byName.set(merchant, { merchant, ...added(byName.get(merchant), sums) });
  }
  return [...byName.values()];
}

/** What each change adds to the sums of the payment's card and merchant. */
function changesOf({ payments, verdicts = [], labels = [] }: Changes): [StoredPayment, SubjectSums][] {
  const changes = payments.map((payment): [StoredPayment, SubjectSums] => [payment, sumsOfOne(payment)]);
  const truths = [
    ...verdicts.map(({ before, verdict }) => ({ before, after: { ...before, verdict } })),
    ...labels.map(({ before, label }) => ({ before, after: { ...before, label } })),
  ];
  for (const { before, after } of truths) {
    const [was, is] = [sumsOfOne(before), sumsOfOne(after)];
    const moved = {
      frauds: is.frauds - was.frauds,
      fraudCents: is.fraudCents - was.fraudCents,
      legitimate: is.legitimate - was.legitimate,
    };
    changes.push([before, { ...was, payments: 0, amountCents: 0, reviews: 0, declines: 0, ...moved }]);
  }
  return changes;
}

function sumsOfOne(payment: StoredPayment): SubjectSums {
  const { paidAt, amountCents, outcome } = payment;
  const truth = truthOf(payment);
  return {
    firstAt: paidAt,
    lastAt: paidAt,
    payments: 1,
    amountCents,
    reviews: Number(outcome === "review"),
    declines: Number(outcome === "decline"),
    frauds: Number(truth === "fraud"),
    fraudCents: truth === "fraud" ? amountCents : 0,
    legitimate: Number(truth === "legitimate"),
  };
}

function added(known: SubjectSums | undefined, more: SubjectSums): SubjectSums {
  if (known === undefined) return more;
  return {
    firstAt: Math.min(known.firstAt, more.firstAt),
    lastAt: Math.max(known.lastAt, more.lastAt),
    payments: known.payments + more.payments,
    amountCents: known.amountCents + more.amountCents,
    reviews: known.reviews + more.reviews,
    declines: known.declines + more.declines,
    frauds: known.frauds + more.frauds,
    fraudCents: known.fraudCents + more.fraudCents,
    legitimate: known.legitimate + more.legitimate,
  };
}
