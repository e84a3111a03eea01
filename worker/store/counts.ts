// The port of the store, topic counts: how many payments were ever decided, and how many rows refused. Each batch adds what
// it writes, in the same transaction, so that a payment is counted exactly once. Nothing takes away: what leaves the store,
// or changes its truth, stays counted.
import type { Outcome } from "../decision/decision.ts";
import type { RejectCode } from "../payment/payment.ts";
import type { ScoredPayment, SeenReject, Source } from "./payments.ts";

export interface PaymentCount {
  source: Source;
  outcome: Outcome;
  model: string;
  payments: number;
}

export interface RejectCount {
  source: Source;
  code: RejectCode;
  rows: number;
}

export interface CountStore {
  /** Since this Vigie counts: since the upgrade, where it is older. */
  counts(): Promise<{ payments: PaymentCount[]; rejects: RejectCount[] }>;
}

export function paymentCountsOf(payments: readonly Pick<ScoredPayment, "source" | "outcome" | "model">[]) {
  const counts = new Map<string, PaymentCount>();
  for (const { source, outcome, model } of payments) {
    const key = JSON.stringify([source, outcome, model]);
    const payments = (counts.get(key)?.payments ?? 0) + 1;
    counts.set(key, { source, outcome, model, payments });
  }
  return [...counts.values()];
}

export function rejectCountsOf(rejects: readonly Pick<SeenReject, "source" | "code">[]) {
  const counts = new Map<string, RejectCount>();
  for (const { source, code } of rejects) {
    const key = JSON.stringify([source, code]);
    counts.set(key, { source, code, rows: (counts.get(key)?.rows ?? 0) + 1 });
  }
  return [...counts.values()];
}
