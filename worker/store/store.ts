// The port of the store: what the rest of Vigie may ask of it. Nothing outside this folder knows which store it is.
import type { FeedKind, Payment, Reject } from "../payment/payment.ts";
import type { Decision, Outcome } from "../scoring/decision.ts";

export type Source = "poll" | "push";

/** A payment as it is stored: with its decision, and where it came from. */
export interface ScoredPayment extends Payment, Decision {
  seq: number;
  seenAt: number;
  storedAt: number;
  /** The model's inputs in the catalogue's order, null where missing. */
  features: (number | null)[];
  feed: FeedKind;
  source: Source;
}

/** As read back; the features stay behind unless one payment is asked for. */
export type StoredPayment = Omit<ScoredPayment, "features">;

export interface OwedAlert {
  id: string;
  paymentId: string;
  createdAt: number;
  subject: string;
  body: string;
}

export interface StoredAlert extends OwedAlert {
  state: "pending" | "sent" | "failed";
}

export interface SeenReject extends Reject {
  source: Source;
  seenAt: number;
}

export interface StoredReject extends Reject {
  source: Source;
  firstSeenAt: number;
  lastSeenAt: number;
  times: number;
}

/** What one batch writes: all of it or nothing. */
export interface Commit {
  payments: ScoredPayment[];
  /** Card id to encoded history. */
  histories: ReadonlyMap<string, string>;
  rejects: SeenReject[];
  alerts: OwedAlert[];
}

/** What is known before a batch is scored. */
export interface Known {
  /** Stored payments with one of the ids asked for. */
  payments: ReadonlyMap<string, StoredPayment>;
  histories: ReadonlyMap<string, string>;
}

export interface Writer {
  epoch: number;
  /** The newest sequence number stored; the writer counts on from it. */
  lastSeq: number;
}

export interface PaymentFilter {
  /** Epoch ms, inclusive. */
  from?: number;
  /** Epoch ms, exclusive. */
  to?: number;
  /** Empty: all. */
  outcomes: Outcome[];
  /** Part of a merchant, category, payment id, card id or last four. */
  q?: string;
}

/** A position in the list of payments, newest first. */
export interface Cursor {
  paidAt: number;
  id: string;
}

export interface MinuteTotals {
  /** Epoch ms of the span's beginning. */
  start: number;
  payments: number;
  amountCents: number;
  reviews: number;
  declines: number;
  flaggedCents: number;
  labelledFrauds: number;
  labelledFraudsFlagged: number;
}

export interface Backlog {
  alertsPending: number;
  /** Rejects last seen since the moment asked for. */
  rejects: number;
  /** Epoch ms at which a payment was last stored; null before the first. */
  lastStoredAt: number | null;
  lastSeq: number;
}

export interface Store {
  kind: "d1" | "neon";
  /** Becomes the one writer: batches of earlier writers fail from now on. */
  takeWriter(): Promise<Writer>;
  known(ids: string[], cardIds: string[]): Promise<Known>;
  /** All payments of a card on stream feeds, by event time: what its history follows from. */
  paymentsOf(cardId: string): Promise<Pick<Payment, "paidAt" | "amountCents" | "category">[]>;
  /** The commit point. Throws `Superseded` when another writer has taken over; nothing is written then. */
  commit(epoch: number, commit: Commit): Promise<void>;
  /** Newest first. */
  payments(filter: PaymentFilter, limit: number, after: Cursor | null): Promise<StoredPayment[]>;
  payment(id: string): Promise<ScoredPayment | null>;
  /** Payments changed after a sequence number, oldest change first. */
  changes(sinceSeq: number, limit: number): Promise<StoredPayment[]>;
  alertsOf(paymentId: string): Promise<StoredAlert[]>;
  rejects(limit: number): Promise<StoredReject[]>;
  /** Totals of spans of `spanMs` (whole minutes) that begin in [from, to), oldest first; empty spans are left out. */
  totals(from: number, to: number, spanMs: number): Promise<MinuteTotals[]>;
  /** `since`: from when rejects are counted, epoch ms. */
  backlog(since: number): Promise<Backlog>;
}

/** Thrown by `commit`: a newer writer exists, and this one must stop. */
export class Superseded extends Error {
  override name = "Superseded";
}
