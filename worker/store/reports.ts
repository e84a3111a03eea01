// The port of the store, topic reports: what reports are made from, and the days that are closed.

import type { Outcome } from "../decision/decision.ts";
import type { FraudType } from "../payment/fraudType.ts";
import type { Paid } from "../payment/paid.ts";
import type { Label } from "../payment/payment.ts";
import type { ScoredPayment, StoredPayment } from "./payments.ts";
import type { Truth, Verdict } from "./verdicts.ts";

/**
 * The number of payments in a quarter of an hour that are alike in these ways. Every total of a report is a sum of
 * tallies.
 */
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

/** The payments of one card that were reviewed or declined. */
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
  /** Sum of its shares: 2.5 weighs as much as being the only reason of two and a half payments. */
  weight: number;
}

export interface RejectTally {
  code: string;
  rows: number;
  /** Larger than the number of rows when the same row came more than once. */
  times: number;
}

/** Epoch ms: [from, to). */
export interface Span {
  from: number;
  to: number;
}

/** What is known about a span of time at one moment. */
export interface SpanFacts {
  tallies: Tally[];
  /** The largest declined payments. */
  largest: StoredPayment[];
  /** The most expensive first. */
  cards: FlaggedCard[];
  /** The weightiest first. */
  reasons: ReasonTally[];
  /** Rows that were refused for the first time in the span. */
  rejects: RejectTally[];
  /**
   * Spans from the beginning of the last minute with a payment to the beginning of the next one: [from, to). Only those
   * without a payment for longer than asked.
   */
  silences: Span[];
  /** Beginnings of the first and of the last minute with a payment; null when there was none. */
  paidBetween: Span | null;
}

/** A day that is over. Its report stays as it was when the day was closed. */
export interface ClosedDay {
  zone: string;
  /** `YYYY-MM-DD`. */
  date: string;
  closedAt: number;
  /** JSON. */
  report: string;
}

/** The payments of a closed day that came after it was closed. */
export interface LatePayments {
  payments: number;
  amountCents: number;
  /** The newest of them by event time. */
  newest: StoredPayment[];
}

/** A payment of a closed day on which people have given a verdict since. */
export interface ChangedVerdict extends Pick<StoredPayment, "id" | "outcome" | "label">, Paid {
  paidAt: number;
  /** The verdict when the day was closed; null when there was none. */
  before: Label | null;
  verdict: Label | null;
  /** Epoch ms of the last change. */
  at: number;
}

/** A payment of a closed day whose label the feed has changed since. */
export interface ChangedLabel extends Pick<StoredPayment, "id" | "paidAt" | "outcome" | "label">, Paid {
  /** The label when the day was closed; null when there was none. */
  before: Label | null;
  /** Epoch ms of the last change. */
  at: number;
}

/** What makes a payment a fraud: the kind that a verdict says, a verdict without a kind, or a label alone. Null: no fraud is known. */
export type FraudKind = FraudType | "unknown" | "label";

/** Payments that came and were decided alike, and turned out alike. */
export interface FraudGroup {
  source: ScoredPayment["source"];
  outcome: Outcome;
  kind: FraudKind | null;
  payments: number;
  amountCents: number;
}

export interface ReportStore {
  /** Of the payments of [from, to) that are in the store. */
  fraudGroups(from: number, to: number): Promise<FraudGroup[]>;
  /** Of all payments of [from, to), whole quarters, whether they are in the store or have left it. */
  outcomeSums(from: number, to: number): Promise<Pick<Tally, "outcome" | "truth" | "payments" | "amountCents">[]>;
  verdictsOf(paymentId: string): Promise<Verdict[]>;
  /**
   * `silenceMs`: a time without payments at least this long is a silence. `most`: limit for payments, cards and
   * reasons.
   */
  facts(from: number, to: number, options: { silenceMs: number; most: number }): Promise<SpanFacts>;
  /** Times of the first payment and of the first storing; null before the first. */
  beginning(): Promise<{ paidAt: number; storedAt: number } | null>;
  closedDay(zone: string, date: string): Promise<ClosedDay | null>;
  /** Closed days of any zone, from a date on. */
  closedDates(since: string): Promise<Pick<ClosedDay, "zone" | "date" | "closedAt">[]>;
  /** True when a payment of [from, to) was stored after a moment. */
  storedSince(from: number, to: number, after: number): Promise<boolean>;
  /** Payments of [from, to) that were stored after a moment. */
  latePayments(from: number, to: number, after: number, limit: number): Promise<LatePayments>;
  /** Payments of [from, to) that were stored by then and whose verdict changed after a moment. */
  verdictsSince(from: number, to: number, after: number): Promise<ChangedVerdict[]>;
  /** The same for labels that came later. */
  labelsSince(from: number, to: number, after: number): Promise<ChangedLabel[]>;
  /** The notices of the digests in the outbox, sent or not. */
  digests(): Promise<string[]>;
}
