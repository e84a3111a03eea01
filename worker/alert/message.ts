// The words of an alert, rendered when it becomes owed, so that every attempt to send it has the same bytes.

import { formatAmount } from "../money.ts";
import type { OwedAlert, ScoredPayment } from "../store/store.ts";

export interface AlertSettings {
  reportZone: string;
  publicUrl: string | null;
}

export function alertFor(payment: ScoredPayment, { reportZone, publicUrl }: AlertSettings): OwedAlert {
  const amount = `$${formatAmount(payment.amountCents)}`;
  const lines = [
    `${amount} at ${payment.merchant} (${payment.category}), card •••• ${payment.last4}`,
    `Paid ${wallTime(payment.paidAt, reportZone)}`,
    `Score ${payment.score === null ? "none" : `${(payment.score * 100).toFixed(1)} %`}`,
    "",
    ...payment.reasons.map(({ text }) => `- ${text}`),
  ];
  if (publicUrl !== null) {
    lines.push("", new URL(`/#/payments/${encodeURIComponent(payment.id)}`, publicUrl).href);
  }
  return {
    // By payment: one alert a payment, ever.
    id: `fraud:${payment.id}`,
    paymentId: payment.id,
    createdAt: payment.storedAt,
    subject: `Fraud: ${amount} at ${payment.merchant}`,
    body: lines.join("\n"),
  };
}

function wallTime(epochMs: number, zone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "medium", timeStyle: "medium" });
  return `${format.format(epochMs)} (${zone})`;
}
