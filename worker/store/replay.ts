// The port of the store, topic replay: stored payments in the order in which they were paid, and what their cards had done before.
import type { Payment } from "../payment/payment.ts";
import type { Cursor, ScoredPayment } from "./payments.ts";

/** A stored payment as far as it takes to decide it once more, and what was decided. */
export interface ReplayedPayment
  extends Payment,
    Pick<ScoredPayment, "seenAt" | "feed" | "source" | "score" | "outcome" | "model" | "verdict"> {}

/** What a card's history follows from. */
export type PastPayment = Pick<Payment, "paidAt" | "amountCents" | "category">;

/** From this the history follows that a card had at a moment: that of now, without what came later. */
export interface CardPast {
  cardId: string;
  /** As it is now, encoded. Null where the store has none. */
  history: string | null;
  /** Its payments after the moment, by category. */
  later: { category: string; payments: number; amountCents: number; newestAt: number }[];
  /** Its payments up to the moment that a history keeps one by one, by event time. */
  recent: PastPayment[];
}

/** Only payments of stream feeds are a card's past. A position stands for the moment right behind that payment. */
export interface ReplayStore {
  /** Payments behind a position, made before `to` and stored by `storedBy`, the earliest first. Times in epoch ms. */
  replay(after: Cursor, to: number, storedBy: number, limit: number): Promise<ReplayedPayment[]>;
  /** Payments made in [from, to), counted up to `most`. */
  countPaid(from: number, to: number, most: number): Promise<number>;
  /** Epoch ms of the `place`-th payment before a time, counted backwards from 1. Null where there are fewer. */
  paidBefore(time: number, place: number): Promise<number | null>;
  /** One for each card, in no order. */
  pastsOf(cardIds: readonly string[], at: Cursor): Promise<CardPast[]>;
  /** All of a card's stored payments up to a position, by event time. */
  pastOf(cardId: string, at: Cursor): Promise<PastPayment[]>;
}
