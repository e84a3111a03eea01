// The orders in which payments can be listed. Payments that are alike stand by time, and then by id. Pure.

export const SORTS = ["time", "amount", "score"] as const;
export type Sort = (typeof SORTS)[number];

/** `desc`: the newest, largest or most suspicious first. */
export const ORDERS = ["desc", "asc"] as const;
export type Order = (typeof ORDERS)[number];

export interface Sorting {
  sort: Sort;
  order: Order;
}

export const NEWEST_FIRST: Sorting = { sort: "time", order: "desc" };

/** A payment without a score stands below all scores, which are 0 to 1. */
export const UNSCORED = -1;

/** What a list is sorted by, of one of its payments: epoch ms, cents, or the score. */
export function keyOf(sort: Sort, payment: { paidAt: number; amountCents: number; score: number | null }): number {
  switch (sort) {
    case "time":
      return payment.paidAt;
    case "amount":
      return payment.amountCents;
    case "score":
      return payment.score ?? UNSCORED;
  }
}
