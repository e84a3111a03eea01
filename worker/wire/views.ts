// Turns stored values into the form that answers show: money as decimal strings, times as ISO 8601 UTC.
import { formatAmount } from "../money.ts";
import { paidView } from "../payment/paid.ts";
import type { Place, SpanTotals, StoredPayment } from "../store/payments.ts";
import type { Verdict } from "../store/verdicts.ts";
import type { LiveFrame, PaymentView, PlaceView, Point, Totals, VerdictView } from "./board.ts";

/** `currency`: CURRENCY, as everywhere here. */
export function toView(payment: StoredPayment, currency: string): PaymentView {
  return {
    id: payment.id,
    seq: payment.seq,
    paidAt: isoTime(payment.paidAt),
    seenAt: isoTime(payment.seenAt),
    ...paidView(payment, currency),
    merchant: payment.merchant,
    category: payment.category,
    card: { id: payment.cardId, last4: payment.last4 },
    ageYears: payment.ageYears,
    gender: payment.gender,
    distanceKm: payment.distanceKm,
    cityPopulation: payment.cityPopulation,
    extra: payment.extra ?? null,
    score: payment.score,
    outcome: payment.outcome,
    reasons: payment.reasons,
    unfamiliar: payment.unfamiliar ?? [],
    label: payment.label,
    verdict: payment.verdict,
    model: payment.model,
    source: payment.source,
    policy: payment.policy ?? null,
    situation: payment.situation ?? null,
    hits: (payment.hits ?? []).map(({ rule, shadow = false }) => ({ rule, shadow })),
    challenger: challengerView(payment),
  };
}

function challengerView(payment: StoredPayment): PaymentView["challenger"] {
  const { challenger = null, challengerScore = null, challengerOutcome = null } = payment;
  return challenger === null ? null : { model: challenger, score: challengerScore, outcome: challengerOutcome };
}

export function placeView({ id, paidAt, amountCents, score }: Place, currency: string): PlaceView {
  return { id, paidAt: isoTime(paidAt), amount: formatAmount(amountCents, currency), score };
}

export function toVerdictView({ verdict, fraudType, note, by, via, at }: Verdict): VerdictView {
  return { verdict, fraudType: fraudType ?? null, note, by, via, at: isoTime(at) };
}

/** A frame of the live socket. It is rendered once, sent to every board and kept by the ring. */
export interface PaymentFrame {
  seq: number;
  json: string;
}

export function toFrame(payment: StoredPayment, currency: string): PaymentFrame {
  const { seq } = payment;
  const frame: LiveFrame = { type: "payment", seq, payment: toView(payment, currency) };
  return { seq, json: JSON.stringify(frame) };
}

export function totalsView(spans: readonly SpanTotals[], currency: string): Totals {
  const sum = (key: keyof SpanTotals) => spans.reduce((total, span) => total + span[key], 0);
  return {
    payments: sum("payments"),
    amount: formatAmount(sum("amountCents"), currency),
    reviews: sum("reviews"),
    declines: sum("declines"),
    amountAtRisk: formatAmount(sum("flaggedCents"), currency),
    labelledFrauds: sum("labelledFrauds"),
    labelledFraudsFlagged: sum("labelledFraudsFlagged"),
  };
}

/** Makes a point for every span in [from, to), including empty ones, so that a chart has no holes. */
export function pointsView(spans: readonly SpanTotals[], from: number, to: number, spanMs: number): Point[] {
  const byStart = new Map(spans.map((span) => [span.start, span]));
  const points: Point[] = [];
  for (let start = from; start < to; start += spanMs) {
    const span = byStart.get(start);
    points.push({
      start: isoTime(start),
      payments: span?.payments ?? 0,
      flagged: (span?.reviews ?? 0) + (span?.declines ?? 0),
    });
  }
  return points;
}

export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
