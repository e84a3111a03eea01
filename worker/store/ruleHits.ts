// The port of the store, topic rule hits: payments that rules matched, counted by hour from the changes of one batch. The store adds
// these counts to those that it has.
import type { Outcome } from "../decision/decision.ts";
import { HOUR_MS } from "../duration.ts";
import type { ScoredPayment } from "./payments.ts";

/** Payments of one hour that a rule matched. */
export interface HitCount {
  /** The rule's id. */
  rule: string;
  /** Epoch ms of the hour's start, by time of payment. */
  hour: number;
  /** The rule was in shadow: it changed nothing. */
  shadow: boolean;
  /** What was decided in the end. */
  outcome: Outcome;
  payments: number;
  amountCents: number;
}

export interface HitStore {
  /** Payments made in [from, to), whole hours, that rules matched: in no order, summed over the hours. */
  ruleHits(from: number, to: number): Promise<Omit<HitCount, "hour">[]>;
}

export function hitCountsOf(payments: readonly ScoredPayment[]): HitCount[] {
  const counts = new Map<string, HitCount>();
  for (const { hits, paidAt, outcome, amountCents } of payments) {
    for (const { rule, shadow = false } of hits ?? []) {
      const hour = Math.floor(paidAt / HOUR_MS) * HOUR_MS;
      const key = JSON.stringify([rule, hour, shadow, outcome]);
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { rule, hour, shadow, outcome, payments: 1, amountCents });
      else {
        known.payments += 1;
        known.amountCents += amountCents;
      }
    }
  }
  return [...counts.values()];
}
