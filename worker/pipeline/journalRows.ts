// The rows of a journal: what a decider has decided and the ledger has still to record. They lie in the decider's own storage until
// they are recorded, and travel to the ledger as the JSON text that lies there. recordJournal.ts says when. See docs/deciding.md.

import type { Label } from "../payment/payment.ts";
import type { PolicyStamp } from "../policy/policy.ts";
import type { FreshPayment, Origin, SeenReject, StoredPayment } from "../store/payments.ts";
import type { Came } from "./came.ts";
import type { Bands } from "./census.ts";
import type { SeenRefund } from "./newOrRepeatedRefunds.ts";

/** A payment as it was decided: all of it but what only the ledger can say. */
export interface DecidedPayment extends Omit<FreshPayment, "seq" | "storedAt" | "verdict"> {
  /** Epoch ms. */
  decidedAt: number;
  /** Set when it was loaded as past, and alerts nobody. */
  isPast?: true;
}

/** A payment that is stored came again with another label. */
export interface SaidLabel {
  paymentId: string;
  label: Label;
  at: number;
}

/** One row of the journal. */
export interface Entries {
  /** In the order in which they were decided. */
  payments: DecidedPayment[];
  rejects: SeenReject[];
  labels: SaidLabel[];
  /** Left out where there are none, and by versions that knew none. */
  refunds?: SeenRefund[];
  /** Encoded histories by card id, with these payments in them. */
  histories: [cardId: string, history: string][];
}

/** The model that decided, and how its scores are counted. */
export interface Judge extends Bands {
  /** The share of frauds that it should find. Null where that is not known. */
  expectedRecall: number | null;
}

/** Rows of the journal on their way to the ledger. */
export interface JournalPart {
  journal: string;
  /** True until the ledger has once recorded something of this journal: a store need not know it yet. */
  isNew: boolean;
  /** The position up to which all is recorded, as far as the decider knows. */
  after: number;
  /** The position of the last row of this part. The same as `after` when there are no rows. */
  upTo: number;
  /** Each holds `Entries`. */
  rows: string[];
  /** The store itself is to be asked, even if the ledger believes to know where the mark stands. */
  isCheck: boolean;
  /** Of the payments in it. Null before anything was decided. */
  origin: Origin | null;
  judge: Judge;
  came: Came;
}

/** What the ledger answers. */
export interface Recorded {
  /** Up to where the store has this journal. Null: the store does not know it, although it should. */
  mark: number | null;
  /** What payments of this Vigie usually are, in cents. Null while there are too few. */
  usualCents: number | null;
  /** Payments from before this time have left the store, epoch ms. */
  leftBefore: number;
  /** Payments that were not recorded because the store has others with their ids: those that stand. */
  standing: StoredPayment[];
  /** The policy that the store has: whoever has another one asks for it. Null while that is not known; left out by older ledgers. */
  stamp?: PolicyStamp | null;
}

/** A row of an object's storage may have 2 MB. */
const MAX_ROW_LENGTH = 500_000;

/**
 * Writes the entries of a group as rows of the journal, in their order. A card's history stands in the row of its last payment: a
 * store that has only the rows before has no history with a payment that it does not have.
 */
export function rowsOf(entries: Entries): { text: string; entries: Entries }[] {
  const text = JSON.stringify(entries);
  const { payments, rejects, labels, histories, refunds = [] } = entries;
  const parts = payments.length + rejects.length + labels.length + refunds.length;
  if (text.length <= MAX_ROW_LENGTH || parts <= 1) return [{ text, entries }];
  const half = Math.ceil(payments.length / 2);
  const later = payments.slice(half);
  const isLater = new Set(later.map(({ cardId }) => cardId));
  const [someRejects, someLabels] = [Math.ceil(rejects.length / 2), Math.ceil(labels.length / 2)];
  const someRefunds = Math.ceil(refunds.length / 2);
  return [
    ...rowsOf({
      payments: payments.slice(0, half),
      rejects: rejects.slice(0, someRejects),
      labels: labels.slice(0, someLabels),
      ...someOf(refunds.slice(0, someRefunds)),
      histories: histories.filter(([cardId]) => !isLater.has(cardId)),
    }),
    ...rowsOf({
      payments: later,
      rejects: rejects.slice(someRejects),
      labels: labels.slice(someLabels),
      ...someOf(refunds.slice(someRefunds)),
      histories: histories.filter(([cardId]) => isLater.has(cardId)),
    }),
  ];
}

function someOf(refunds: SeenRefund[]): Pick<Entries, "refunds"> {
  return refunds.length === 0 ? {} : { refunds };
}

export function entriesIn(rows: readonly string[]): Entries {
  const all = rows.map((row): Entries => JSON.parse(row));
  return {
    payments: all.flatMap(({ payments }) => payments),
    rejects: all.flatMap(({ rejects }) => rejects),
    labels: all.flatMap(({ labels }) => labels),
    refunds: all.flatMap(({ refunds = [] }) => refunds),
    // The newest of a card comes last, and holds.
    histories: all.flatMap(({ histories }) => histories),
  };
}

export function isEmpty({ payments, rejects, labels, refunds = [] }: Entries): boolean {
  return payments.length + rejects.length + labels.length + refunds.length === 0;
}
