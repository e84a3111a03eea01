// The port of the store: what reports are made from, and the days that are closed.

import type { Outcome } from "../decision/decision.ts";
import type { Label } from "../payment/payment.ts";
import type { StoredPayment } from "./payments.ts";
import type { Truth, Verdict } from "./verdicts.ts";

/** How many payments of a quarter of an hour were alike in these ways; every total of a report is a sum of these. */
export interface Tally {
  /** Epoch ms of the quarter's beginning. */
  quarter: number;
  category: string;
  model: string;
  outcome: Outcome;
  truth: Truth;
  payments: number;
  amountCents: number;
}

/** What was reviewed or declined of one card. */
export interface FlaggedCard {
  cardId: string;
  last4: string;
  flagged: number;
  declines: number;
  flaggedCents: number;
}

/** How often one reason was given. */
export interface ReasonTally {
  code: string;
  flagged: number;
  flaggedCents: number;
  /** Sum of its shares: 2.5 says as much as being the whole reason of two and a half payments. */
  weight: number;
}

export interface RejectTally {
  code: string;
  rows: number;
  /** The same rows may have come more than once. */
  times: number;
}

/** Epoch ms: [from, to). */
export interface Span {
  from: number;
  to: number;
}

/** What is known of a span of time at one moment. */
export interface Facts {
  tallies: Tally[];
  /** The largest declined payments. */
  largest: StoredPayment[];
  /** The most expensive first. */
  cards: FlaggedCard[];
  /** The weightiest first. */
  reasons: ReasonTally[];
  /** Rows that were refused for the first time. */
  rejects: RejectTally[];
  /** The minutes between which nothing was paid for longer than asked: [begin of the last, begin of the next). */
  silences: Span[];
  /** Begin of the first and of the last minute in which something was paid; null when nothing was. */
  paidBetween: Span | null;
}

/** A day that is over: its report stays as it was when it was closed. */
export interface ClosedDay {
  zone: string;
  /** `YYYY-MM-DD`. */
  date: string;
  closedAt: number;
  /** JSON. */
  report: string;
}

/** What came after a day was closed. */
export interface LatePayments {
  payments: number;
  amountCents: number;
  /** The newest of them, by time of payment. */
  newest: StoredPayment[];
}

/** A payment of a closed day that people have judged since. */
export interface ChangedVerdict extends Pick<StoredPayment, "id" | "amountCents" | "outcome" | "label"> {
  paidAt: number;
  /** When the day was closed; null: nobody had said anything. */
  before: Label | null;
  verdict: Label | null;
  /** Epoch ms of the last change. */
  at: number;
}

/** A payment of a closed day of which the feed has said something else since. */
export interface ChangedLabel extends Pick<StoredPayment, "id" | "paidAt" | "amountCents" | "outcome" | "label"> {
  /** When the day was closed; null: the feed had said nothing. */
  before: Label | null;
  /** Epoch ms of the last change. */
  at: number;
}

export interface ReportStore {
  verdictsOf(paymentId: string): Promise<Verdict[]>;
  /** `silenceMs`: from how long on nothing paid is a silence. `most`: payments, cards and reasons at most. */
  facts(from: number, to: number, options: { silenceMs: number; most: number }): Promise<Facts>;
  /** When the first payment was made, and when the first was stored; null before the first. */
  beginning(): Promise<{ paidAt: number; storedAt: number } | null>;
  closedDay(zone: string, date: string): Promise<ClosedDay | null>;
  /** Of any zone, from a date on. */
  closedDates(since: string): Promise<Pick<ClosedDay, "zone" | "date" | "closedAt">[]>;
  /** Was a payment of [from, to) stored after a moment? */
  storedSince(from: number, to: number, after: number): Promise<boolean>;
  /** Payments of [from, to) that were stored after a moment. */
  latePayments(from: number, to: number, after: number, limit: number): Promise<LatePayments>;
  /** Payments of [from, to), stored by then, whose verdict changed after a moment. */
  verdictsSince(from: number, to: number, after: number): Promise<ChangedVerdict[]>;
  /** The same of labels that came later. */
  labelsSince(from: number, to: number, after: number): Promise<ChangedLabel[]>;
  /** The notices of the digests in the outbox, sent or not. */
  digests(): Promise<string[]>;
}
