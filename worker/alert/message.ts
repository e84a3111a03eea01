// The words of an alert, rendered when it becomes owed, so that every attempt to send it has the same bytes.

import { formatAmount } from "../money.ts";
import type { OwedAlert } from "../store/outbox.ts";
import type { ScoredPayment } from "../store/payments.ts";

export function alertFor(payment: ScoredPayment): OwedAlert {
  const { id, cardId, seq, paidAt, amountCents, outcome, storedAt } = payment;
  return {
    // By payment: one alert a payment, ever.
    id: `fraud:${id}`,
    paymentId: id,
    cardId,
    seq,
    paidAt,
    amountCents,
    outcome,
    createdAt: storedAt,
    late: false,
    notice: null,
  };
}

export function subjectOf({ amountCents, merchant }: Pick<ScoredPayment, "amountCents" | "merchant">): string {
  return `Fraud: $${formatAmount(amountCents)} at ${merchant}`;
}
