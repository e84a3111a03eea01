// The port of the store: what people, and feeds afterwards, say that payments were.

import type { Outcome } from "../decision/decision.ts";
import type { Label } from "../payment/payment.ts";
import type { ScoredPayment, StoredPayment } from "./payments.ts";

/** Every change is kept; the newest counts. */
export interface Verdict {
  id: string;
  paymentId: string;
  /** Null: what was said before is taken back. */
  verdict: Label | null;
  note: string | null;
  /** Who said so, as far as is known. */
  by: string;
  via: "mail" | "board" | "api";
  at: number;
}

/** A verdict about to be written: the payment changes with it. */
export interface RecordedVerdict extends Verdict {
  /** The payment's new sequence number. */
  seq: number;
  /** The payment before it. */
  before: StoredPayment;
}

/** What a feed says of a payment that is stored already, about to be written: the payment changes with it. */
export interface LateLabel {
  paymentId: string;
  label: Label;
  at: number;
  /** The payment's new sequence number. */
  seq: number;
  /** The payment before it. */
  before: StoredPayment;
}

export type Truth = Label | "unknown";

/** What is known of a payment: a person's word, else the feed's. */
export function truthOf({ verdict, label }: { verdict: Label | null; label: Label | null }): Truth {
  return verdict ?? label ?? "unknown";
}

/** Payments of one model that were decided alike and turned out alike. */
export interface Judged {
  model: string;
  outcome: Outcome;
  truth: Label;
  payments: number;
}

export interface VerdictStore {
  /** Payments paid in [from, to) of which the truth is known, counted; `from` and `to` are whole quarters of an hour. */
  judged(from: number, to: number): Promise<Judged[]>;
  /** Payments of which the truth is known, with their features, by event time and id; those after a position. */
  truths(limit: number, after: { paidAt: number; id: string } | null): Promise<ScoredPayment[]>;
}
