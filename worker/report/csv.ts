// Payments as CSV (RFC 4180), safe to open in a spreadsheet: text that would be taken for a formula is made text. Pure.
import { isoTime } from "../board/view.ts";
import { impersonal } from "../decision/decision.ts";
import { formatAmount } from "../money.ts";
import type { StoredPayment } from "../store/payments.ts";
import { wallTime } from "../zone.ts";

const COLUMNS = [
  "id",
  "paid_at",
  "paid_at_local",
  "merchant",
  "category",
  "amount",
  "card_id",
  "card_last4",
  "score",
  "outcome",
  "reasons",
  "label",
  "verdict",
  "model",
  "source",
  "seen_at",
] as const;

export const CSV_HEADER = `${COLUMNS.join(",")}\r\n`;

/** A line with its end. `zone`: whose wall clock `paid_at_local` shows. */
export function csvLine(payment: StoredPayment, zone: string): string {
  const cells: Record<(typeof COLUMNS)[number], string> = {
    id: csvText(payment.id),
    paid_at: isoTime(payment.paidAt),
    paid_at_local: wallTime(zone, payment.paidAt),
    merchant: csvText(payment.merchant),
    category: csvText(payment.category),
    amount: formatAmount(payment.amountCents),
    card_id: csvText(payment.cardId),
    card_last4: payment.last4,
    score: payment.score === null ? "" : String(payment.score),
    outcome: payment.outcome,
    reasons: payment.reasons.length === 0 ? "" : csvText(payment.reasons.map(impersonal).join("; ")),
    label: payment.label ?? "",
    verdict: payment.verdict ?? "",
    model: csvText(payment.model),
    source: payment.source,
    seen_at: isoTime(payment.seenAt),
  };
  return `${COLUMNS.map((name) => cells[name]).join(",")}\r\n`;
}

/** One cell. A spreadsheet that speaks Japanese or Chinese takes `＝` for `=`, so the first sign is judged by what it means. */
export function csvText(value: string): string {
  const isFormula = /^[=+\-@\t\r\n]/.test(value.slice(0, 1).normalize("NFKC"));
  const harmless = isFormula ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
