// What a decider remembers, so that it can decide without asking anybody: histories of cards, what was decided lately, and the
// journal of what is not recorded yet. objects/deciderMemory.ts keeps it in the object's own storage.

import type { PaidThere } from "../features/merchantCards.ts";
import type { Payment } from "../payment/payment.ts";
import type { Refund } from "../payment/refund.ts";
import type { Position, StoredPayment } from "../store/payments.ts";
import type { Conclusion } from "./arrival.ts";
import type { DecidedPayment, Entries, JournalPart } from "./journalRows.ts";
import type { SeenRefund } from "./newOrRepeatedRefunds.ts";

/** What makes a payment the same payment, what is known of it, and what was concluded. */
export interface Remembered
  extends Pick<
      Payment,
      "id" | "cardId" | "merchant" | "category" | "amountCents" | "currency" | "paidMinor" | "paidAt" | "label"
    >,
    Conclusion {
  seenAt: number;
}

/** Found in the memory; what is missing in it may be in the store. */
export interface Found {
  payments: Map<string, Remembered>;
  /** Only those that this decider took: one that is stored stays as it is, whatever comes after it. */
  refunds: Map<string, Refund>;
  /** Encoded, by card id. */
  histories: Map<string, string>;
}

/** How far the memory is filled from the store. */
export interface Filling {
  /** Cards whose histories were read, and the last of them. */
  cards: number;
  afterCard: string | null;
  /** Payments that were read, newest first, and the last of them. */
  payments: number;
  afterPayment: Position | null;
  /** Both are read to their end. */
  cardsDone: boolean;
  paymentsDone: boolean;
}

/** What was read to fill it. */
export interface Filled {
  histories: [cardId: string, history: string][];
  payments: StoredPayment[];
  /** How far it has come with this page. */
  filling: Filling;
  /** Holds once the memory is filled: every payment that was paid since then is remembered. Epoch ms. */
  keptFrom: number;
}

export const NOT_FILLED: Filling = {
  ...{ cards: 0, afterCard: null, cardsDone: false },
  ...{ payments: 0, afterPayment: null, paymentsDone: false },
};

export function isFilled({ cardsDone, paymentsDone }: Filling): boolean {
  return cardsDone && paymentsDone;
}

/** What is decided and not recorded. */
export interface WaitingFacts {
  payments: number;
  /** When the oldest of it was decided, epoch ms. Null when nothing waits. It may be no payment, but a refused row or a label. */
  since: number | null;
  /** When the newest payment among it was decided. Null when no payment waits. */
  lastPaymentAt: number | null;
  bytes: number;
}

/** So much waits at most. Beyond it nothing is decided until the store answers: a promise that cannot be kept is not given. */
export const MOST_WAITING = { payments: 1_000_000, bytes: 1e9 };

export function isFull({ payments, bytes }: WaitingFacts): boolean {
  return payments >= MOST_WAITING.payments || bytes >= MOST_WAITING.bytes;
}

/**
 * While so many payments wait, or one for so long, none of the past are taken: the journal is recorded in order, and what is paid now
 * would queue behind them. So many are about a second of recording where the store is near and nothing else runs. Where it is slow,
 * or the machine is busy, the time is up first. It is less than what is worth saying on a board.
 */
const BEFORE_PAST = { payments: 5_000, ms: 2_000 };

export function isBehind({ payments, since }: WaitingFacts, nowMs: number): boolean {
  const isLong = since !== null && nowMs - since >= BEFORE_PAST.ms;
  return payments > 0 && (payments >= BEFORE_PAST.payments || isLong);
}

/** Payments, refused rows and labels in one part of the journal: the ledger writes them in one batch. */
export const MOST_IN_PART = 1_000;

export interface Memory {
  find(ids: readonly string[], cardIds: readonly string[]): Found;
  /** Keeps a decided group, all of it or nothing. */
  keep(entries: Entries, decidedAt: number): void;
  waiting(): WaitingFacts;
  /** A payment that is decided and not recorded. */
  waitingPayment(id: string): DecidedPayment | null;
  /** A refund that is taken and not recorded. */
  waitingRefund(id: string): SeenRefund | null;
  /** The newest payments by event time, the oldest first. */
  newestPaid(limit: number): PaidThere[];

  filling(): Filling;
  /**
   * Every payment that was paid since then, and was ever decided, is remembered once the memory is filled. Older ones may have
   * been forgotten. Epoch ms.
   */
  keptFrom(): number;
  /** What is remembered already is newer, and stays. */
  fill(read: Filled): void;
  /** Encoded histories by card id, in its order: those after this card, or the first ones. */
  historiesAfter(cardId: string | null, limit: number): [cardId: string, history: string][];
  /** Puts another history in the place of this one. False where it has changed meanwhile: then it stays. */
  exchangeHistory(cardId: string, before: string, after: string): boolean;
  /** Forgets what is older than it is kept, or more than is kept. */
  trim(nowMs: number): void;
  /** Forgets all but the journal, which must be recorded. */
  forget(): void;
  /** Payments of the store that stand instead of what was decided here. */
  correct(standing: readonly StoredPayment[]): void;

  /** The journal's name, and where it stands: recorded up to `after`, written up to `upTo`. */
  journal(): { name: string; isNew: boolean; after: number; upTo: number };
  /** Whether this is the position of a row that is not recorded. */
  hasRow(position: number): boolean;
  /**
   * The oldest part of the journal that is not recorded; null when all is. It has `most` payments, refused rows and labels, or a
   * single row of the journal.
   */
  nextPart(most?: number): Pick<JournalPart, "journal" | "isNew" | "after" | "upTo" | "rows"> | null;
  /** The store has all up to this position. */
  recorded(upTo: number): void;
  /** What waits is recorded under a new name from now on: the store knows nothing of it, or something else. */
  renameJournal(name: string): void;
}
