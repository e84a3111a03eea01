// The port of the store, topic payments: payments, their decisions, and the rows that were refused.

import type { Decision, Outcome } from "../decision/decision.ts";
import type { Situation } from "../features/situation.ts";
import type { FeedKind, Label, Payment, Reject } from "../payment/payment.ts";
import type { Sorting } from "../payment/query/sorting.ts";
import type { Tenths } from "../payment/tenths.ts";
import type { KeptFacts } from "../rules/facts.ts";
import type { Thresholds } from "../scoring/detector.ts";

/** How it came. Who pushed it is the payment's `sender`. */
export type Source = "poll" | "push";

/** Whether payments are made up by a simulator. A store holds either, never both: docs/simulated.md. */
export type Origin = "simulated" | "real";

/** Under what a payment was decided. Null or left out in payments of versions that did not keep it. */
export interface DecidedUnder {
  /** What rules could see of it besides columns and features. Null where nothing of it was known. */
  facts: KeptFacts | null;
  /** The policy's version. */
  policy: number | null;
  situation: Situation | null;
  /** The challenger of that time. Null when there was none. */
  challenger: string | null;
  /** What the challenger would have decided. Both are null when it failed. */
  challengerScore: number | null;
  challengerOutcome: Outcome | null;
}

/** A payment as it is stored: with its decision and its origin. */
export interface ScoredPayment extends Payment, Decision, Partial<DecidedUnder> {
  seq: number;
  seenAt: number;
  storedAt: number;
  /** The model's inputs in the catalogue's order, null when missing. */
  features: (number | null)[];
  feed: FeedKind;
  source: Source;
  /** What a person said it was; null before anyone has. */
  verdict: Label | null;
}

/** A payment that was decided just now. What its score was held against is told to people, and not stored. */
export interface FreshPayment extends ScoredPayment {
  thresholds?: Thresholds;
}

/** A payment as read back. Features and facts are read only when one payment is asked for. */
export type StoredPayment = Omit<ScoredPayment, "features" | "facts">;

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

/** What must be known before a batch is scored. */
export interface Known {
  /** Stored payments with one of the ids asked for. */
  payments: ReadonlyMap<string, StoredPayment>;
  histories: ReadonlyMap<string, string>;
}

export interface PaymentFilter {
  /** Epoch ms, inclusive. */
  from?: number;
  /** Epoch ms, exclusive. */
  to?: number;
  /** Only payments stored by then; epoch ms, inclusive. */
  storedBy?: number;
  /** Empty selects all. */
  outcomes: Outcome[];
  /** Both inclusive. */
  fromCents?: number;
  toCents?: number;
  /** Its whole name. */
  category?: string;
  cardId?: string;
  /** Its whole name. */
  merchant?: string;
  /** Part of a merchant, of a category or of the last four digits; or a whole payment id or card id. */
  q?: string;
}

/** A position in the list of payments, newest first. */
export interface Cursor {
  paidAt: number;
  id: string;
}

/** What of a payment says where it stands in a list, by whichever sorting. */
export type Place = Pick<StoredPayment, "paidAt" | "amountCents" | "score" | "id">;

/** What a map shows of a payment. */
export type MappedPayment = Place &
  Pick<ScoredPayment, "merchant" | "outcome" | "currency" | "paidMinor" | "rate"> &
  Tenths;

/** A position in a sorted list. */
export interface Position extends Cursor {
  /** What the list is sorted by: epoch ms, cents, or the score (`UNSCORED` where there is none). */
  key: number;
}

export interface PageAsked {
  limit: number;
  /** Newest first when left out. */
  sorting?: Sorting;
  /** The page begins behind this position; null or left out: at the beginning. */
  after?: Position | null;
  /** Payments that may be looked at for this page, where a filter has no index. */
  mayRead?: number;
}

export interface PaymentPage {
  payments: StoredPayment[];
  /** Where the next page begins; null at the end of the list. */
  next: Position | null;
  /**
   * Set when the search stopped before the page was full: so many payments were looked at, the last of them this one.
   * The next page goes on behind it.
   */
  searched: { payments: number; through: Place } | null;
}

export interface SpanTotals {
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
  /** Messages neither sent nor given up, and alerts that no message carries yet. */
  alertsPending: number;
  /** Rejects last seen since the moment asked for. */
  rejects: number;
  /** Epoch ms at which a payment was last stored; null before the first. */
  lastStoredAt: number | null;
  lastSeq: number;
  /** Null or left out where it is not known. */
  origin?: Origin | null;
}

export interface PaymentStore {
  /** Encoded histories by card id, in its order: those after this card, or the first ones. */
  histories(after: string | null, limit: number): Promise<[cardId: string, history: string][]>;
  known(ids: string[], cardIds: string[]): Promise<Known>;
  /** All payments of a card on stream feeds, by event time. Its history is built from them. */
  paymentsOf(cardId: string): Promise<Pick<Payment, "paidAt" | "amountCents" | "category">[]>;
  /** Those of the newest `limit` payments by event time that came from stream feeds, the oldest first. */
  newestPaid(limit: number): Promise<Pick<ScoredPayment, "paidAt" | "seenAt" | "merchant" | "cardId">[]>;
  payments(filter: PaymentFilter, page: PageAsked): Promise<PaymentPage>;
  payment(id: string): Promise<ScoredPayment | null>;
  /** Reviewed and declined payments that were paid at `from` (epoch ms) or later, newest first, at most so many. */
  flaggedSince(from: number, most: number): Promise<MappedPayment[]>;
  /** Payments changed after a sequence number, the oldest change first. */
  changes(sinceSeq: number, limit: number): Promise<StoredPayment[]>;
  /** 0 when there is no payment. */
  newestSeq(): Promise<number>;
  /** Null before the first payment, and where it is not known yet. */
  origin(): Promise<Origin | null>;
  rejects(limit: number): Promise<StoredReject[]>;
  /** Totals of spans of `spanMs` (whole minutes) that begin in [from, to), oldest first. Empty spans are left out. */
  totals(from: number, to: number, spanMs: number): Promise<SpanTotals[]>;
  /** `since`: epoch ms from which rejects are counted. */
  backlog(since: number): Promise<Backlog>;
}
