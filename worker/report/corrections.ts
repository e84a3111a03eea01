// What came after a day was closed. It is shown beside the day's report, which stays as it was. Pure.

import { formatAmount } from "../money.ts";
import { paidView } from "../payment/paid.ts";
import type { ChangedLabel, ChangedVerdict, LatePayments, Tally } from "../store/reports.ts";
import type { CorrectionsView } from "../wire/report.ts";
import { isoTime } from "../wire/views.ts";
import { sumsOf } from "./sums.ts";

/** Null when nothing came. `tallies` are the day's as they are now. */
export function correctionsOf(
  late: LatePayments,
  verdicts: readonly ChangedVerdict[],
  labels: readonly ChangedLabel[],
  tallies: readonly Tally[],
  currency: string,
): CorrectionsView | null {
  // A verdict that was changed and changed back is no correction.
  const changed = verdicts.filter(({ before, verdict }) => before !== verdict);
  const relabelled = labels.filter(({ before, label }) => before !== label);
  if (late.payments === 0 && changed.length === 0 && relabelled.length === 0) return null;
  return {
    latePayments: late.payments,
    lateAmount: formatAmount(late.amountCents, currency),
    newestLate: late.newest.map(({ id, paidAt, outcome, merchant, ...paid }) => ({
      id,
      paidAt: isoTime(paidAt),
      ...paidView(paid, currency),
      outcome,
      merchant,
    })),
    changedVerdicts: changed.map(({ id, paidAt, outcome, before, verdict, at, ...paid }) => ({
      id,
      paidAt: isoTime(paidAt),
      ...paidView(paid, currency),
      outcome,
      before,
      verdict,
      at: isoTime(at),
    })),
    changedLabels: relabelled.map(({ id, paidAt, outcome, before, label, at, ...paid }) => ({
      id,
      paidAt: isoTime(paidAt),
      ...paidView(paid, currency),
      outcome,
      before,
      label,
      at: isoTime(at),
    })),
    totals: sumsOf(tallies, currency),
  };
}
