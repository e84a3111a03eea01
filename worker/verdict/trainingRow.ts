// Turns a payment into a row to train on: what was known when it was scored, and what it turned out to be. Pure.

import { PLACED_FEATURES } from "../features/places.ts";
import { readCategory } from "../payment/category.ts";
import { paidView } from "../payment/paid.ts";
import type { Label } from "../payment/payment.ts";
import { type KnownPayment, truthOf } from "../store/verdicts.ts";
import { isoTime } from "../wire/views.ts";

/** Null for a payment when nobody knows whether it was a fraud. */
export function trainingRow(payment: KnownPayment, currency: string) {
  const truth = truthOf(payment);
  if (truth === "unknown") return null;
  const { id, cardId, merchant, gender, ageYears, cityPopulation, distanceKm, feed, source } = payment;
  const { score, outcome, model } = payment;
  return {
    id,
    paidAt: isoTime(payment.paidAt),
    cardId,
    merchant,
    // A model is trained on what it will read.
    category: readCategory(payment),
    ...paidView(payment, currency),
    gender,
    ageYears,
    cityPopulation,
    distanceKm,
    feed,
    source,
    score,
    outcome,
    model,
    extra: payment.extra ?? null,
    features: Object.fromEntries(PLACED_FEATURES.map(({ name }, at) => [name, payment.features[at] ?? null])),
    truth: truth satisfies Label,
    /** A person's word counts more than the feed's. */
    truthFrom: payment.verdict === null ? ("label" as const) : ("verdict" as const),
    fraudType: payment.fraudType,
  };
}
