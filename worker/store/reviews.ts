// The port of the store, topic reviews: flagged payments that wait for a person.
import type { StoredPayment } from "./payments.ts";

export const REVIEW_SORTS = ["risk", "age"] as const;
/** `risk`: the most money at risk first. `age`: the oldest payment first. */
export type ReviewSort = (typeof REVIEW_SORTS)[number];

/** A position in the queue. */
export interface ReviewPlace {
  /** Cents at risk; for the queue by age, the time of the payment. */
  key: number;
  paidAt: number;
  id: string;
}

/**
 * Amount × score, and the whole amount where the score says little: there is none, or the model has seen nothing like this payment.
 * The index of the store works out the same number.
 */
export function riskCents({
  amountCents,
  score,
  unfamiliar,
}: Pick<StoredPayment, "amountCents" | "score" | "unfamiliar">): number {
  return score === null || unfamiliar !== null ? amountCents : amountCents * score;
}

export function reviewPlace(sort: ReviewSort, payment: StoredPayment): ReviewPlace {
  const { paidAt, id } = payment;
  return { key: sort === "risk" ? riskCents(payment) : paidAt, paidAt, id };
}

export function isOpen({ outcome, verdict }: Pick<StoredPayment, "outcome" | "verdict">): boolean {
  return outcome !== "approve" && verdict === null;
}

export interface ReviewStore {
  /** Reviewed and declined payments without a verdict, from behind a position on. */
  openReviews(asked: { sort: ReviewSort; limit: number; after: ReviewPlace | null }): Promise<StoredPayment[]>;
  /** How many there are; `most` where there are more. */
  countOpenReviews(most: number): Promise<number>;
}
