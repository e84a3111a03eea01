// Tallies by quarter of an hour, computed from the changes of one batch. The store adds them to the tallies that it
// has. The offsets of all time zones are multiples of a quarter, so the hours and days of any zone are sums of
// quarters.
import type { ScoredPayment, StoredPayment } from "./payments.ts";
import type { Tally } from "./reports.ts";
import { type LateLabel, type RecordedVerdict, truthOf } from "./verdicts.ts";

export const QUARTER_MS = 15 * 60_000;

export function talliesOf(
  payments: readonly ScoredPayment[],
  verdicts: readonly RecordedVerdict[],
  labels: readonly LateLabel[] = [],
): Tally[] {
  const tallies = new Map<string, Tally>();
  const add = (tally: Tally) => {
    const key = JSON.stringify([tally.quarter, tally.category, tally.model, tally.outcome, tally.truth]);
    const known = tallies.get(key);
    if (known === undefined) tallies.set(key, tally);
    else {
      known.payments += tally.payments;
      known.amountCents += tally.amountCents;
    }
  };
  for (const payment of payments) add(tallyOf(payment, 1));
  for (const { before, verdict } of verdicts) {
    add(tallyOf(before, -1));
    add(tallyOf({ ...before, verdict }, 1));
  }
  for (const { before, label } of labels) {
    add(tallyOf(before, -1));
    add(tallyOf({ ...before, label }, 1));
  }
  return [...tallies.values()];
}

function tallyOf(payment: StoredPayment, times: 1 | -1): Tally {
  const { paidAt, category, model, outcome, amountCents } = payment;
  return {
    quarter: Math.floor(paidAt / QUARTER_MS) * QUARTER_MS,
    category,
    model,
    outcome,
    truth: truthOf(payment),
    payments: times,
    amountCents: times * amountCents,
  };
}
