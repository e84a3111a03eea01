// The port of the store, topic verdicts: what people say that payments were, and what feeds say afterwards.

import type { Outcome } from "../decision/decision.ts";
import type { FraudType } from "../payment/fraudType.ts";
import type { Label } from "../payment/payment.ts";
import type { ScoredPayment, StoredPayment } from "./payments.ts";

/** Every change is kept; the newest one counts. */
export interface Verdict {
  id: string;
  paymentId: string;
  /** Null takes back the earlier verdict. */
  verdict: Label | null;
  /** Which kind of fraud it is. Null or left out where nobody said. */
  fraudType?: FraudType | null;
  note: string | null;
  /** Who gave the verdict, as far as known. */
  by: string;
  via: "mail" | "board" | "api" | "source";
  at: number;
}

/** A verdict about to be written. The payment changes with it. */
export interface RecordedVerdict extends Verdict {
  /** The payment's new sequence number. */
  seq: number;
  /** The payment before the change. */
  before: StoredPayment;
}

/** What a source said of a payment that is not stored yet: its word as soon as it is. A source's newer word takes its place. */
export interface WaitingVerdict {
  paymentId: string;
  /** The source's name. */
  by: string;
  verdict: Label;
  fraudType: FraudType | null;
  note: string | null;
  /** Epoch ms at which it was said. */
  at: number;
}

/** A label that a feed sends for a payment that is stored already, about to be written. The payment changes with it. */
export interface LateLabel {
  paymentId: string;
  label: Label;
  at: number;
  /** The payment's new sequence number. */
  seq: number;
  /** The payment before the change. */
  before: StoredPayment;
}

/** A payment of which the truth is known. */
export interface KnownPayment extends ScoredPayment {
  /** The kind of fraud that the newest verdict says. */
  fraudType: FraudType | null;
}

/** A payment as it teaches a model, whether or not anybody knows what it was. */
export interface TaughtPayment extends KnownPayment {
  /** Epoch ms at which the newest verdict was given. Null without one. */
  verdictAt: number | null;
  /** Epoch ms at which the label came, if it came after the payment. */
  labelAt: number | null;
}

export type Truth = Label | "unknown";

/** What a payment truly was, as far as known: a person's verdict, otherwise the feed's label. */
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

/** The known frauds among the payments of a span of time. */
export interface FraudSpan {
  /** Epoch ms of its beginning. */
  start: number;
  known: number;
  /** Of them, those that were reviewed or declined. */
  flagged: number;
}

export interface VerdictStore {
  /** Counts payments made in [from, to) of which the truth is known. `from` and `to` are whole quarters of an hour. */
  judged(from: number, to: number): Promise<Judged[]>;
  /** Known frauds by spans of `spanMs` that begin in [from, to), oldest first; all three are whole quarters. Spans without one are left out. */
  frauds(from: number, to: number, spanMs: number): Promise<FraudSpan[]>;
  /** Payments of which the truth is known, with their features, by event time and id; only those after a position. */
  truths(limit: number, after: { paidAt: number; id: string } | null): Promise<KnownPayment[]>;
  /** All payments made in [from, to), in epoch ms, by event time and id; only those after a position. */
  taught(
    span: { from: number; to: number },
    limit: number,
    after: { paidAt: number; id: string } | null,
  ): Promise<TaughtPayment[]>;
  /** The newest first. */
  waitingVerdicts(limit: number): Promise<WaitingVerdict[]>;
}
