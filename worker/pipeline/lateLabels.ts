// Labels that come late: after their payment is stored, and other than the one that it has. Pure.
import type { StoredPayment } from "../store/payments.ts";
import type { LateLabel } from "../store/verdicts.ts";
import type { Entries, SaidLabel } from "./journalRows.ts";

/** The payments that the store is asked for: those with a label in these entries, which do not hold the payment itself. */
export function labelledBefore({ payments, labels }: Entries): string[] {
  const labelled = new Set(labels.map(({ paymentId }) => paymentId));
  for (const { id } of payments) labelled.delete(id);
  return [...labelled];
}

/**
 * One for each payment that has another label now, with the newest word. `stored`: what the store has of a payment. Their sequence
 * numbers follow `lastSeq`. Payments from before `oldestMs` are no longer changed.
 */
export function lateLabels(
  labels: readonly SaidLabel[],
  stored: (paymentId: string) => StoredPayment | undefined,
  { lastSeq, oldestMs }: { lastSeq: number; oldestMs: number },
): LateLabel[] {
  const late: LateLabel[] = [];
  for (const { paymentId, label, at } of labels) {
    const before = stored(paymentId);
    const again = late.find((each) => each.paymentId === paymentId);
    if (again !== undefined) again.label = label;
    else if (before !== undefined && before.label !== label && before.paidAt >= oldestMs) {
      late.push({ paymentId, label, at, seq: lastSeq + late.length + 1, before });
    }
  }
  return late;
}
