// Totals by minute, computed from the payments of one batch. The store adds them to the totals that it has.
import { MINUTE_MS } from "../duration.ts";
import type { ScoredPayment, SpanTotals } from "./payments.ts";
import type { LateLabel } from "./verdicts.ts";

export function minuteTotals(
  payments: readonly ScoredPayment[],
  labels: readonly Pick<LateLabel, "before" | "label">[] = [],
): SpanTotals[] {
  const byMinute = new Map<number, SpanTotals>();
  const totalsAt = (paidAt: number): SpanTotals => {
    const start = Math.floor(paidAt / MINUTE_MS) * MINUTE_MS;
    const totals = byMinute.get(start) ?? emptyTotals(start);
    byMinute.set(start, totals);
    return totals;
  };
  for (const payment of payments) {
    const totals = totalsAt(payment.paidAt);
    const flagged = payment.outcome !== "approve";
    totals.payments += 1;
    totals.amountCents += payment.amountCents;
    if (payment.outcome === "review") totals.reviews += 1;
    if (payment.outcome === "decline") totals.declines += 1;
    if (flagged) totals.flaggedCents += payment.amountCents;
    if (payment.label === "fraud") {
      totals.labelledFrauds += 1;
      if (flagged) totals.labelledFraudsFlagged += 1;
    }
  }
  for (const { before, label } of labels) {
    const frauds = Number(label === "fraud") - Number(before.label === "fraud");
    const totals = totalsAt(before.paidAt);
    totals.labelledFrauds += frauds;
    if (before.outcome !== "approve") totals.labelledFraudsFlagged += frauds;
  }
  return [...byMinute.values()];
}

export function emptyTotals(start: number): SpanTotals {
  return {
    start,
    payments: 0,
    amountCents: 0,
    reviews: 0,
    declines: 0,
    flaggedCents: 0,
    labelledFrauds: 0,
    labelledFraudsFlagged: 0,
  };
}
