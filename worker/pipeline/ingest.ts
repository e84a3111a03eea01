// The journey of a payment: known → sorted out → assessed → scored → decided → stored, and only then told.

import type { FeedKind, Payment } from "../payment/payment.ts";
import { outcomeOf, type Thresholds } from "../scoring/decide.ts";
import type { Decision, Situation } from "../scoring/decision.ts";
import type { Detector } from "../scoring/detector.ts";
import type { OwedAlert, OwedMessage } from "../store/outbox.ts";
import type { ScoredPayment, StoredPayment } from "../store/payments.ts";
import type { Store, Writer } from "../store/store.ts";
import { offsetMsAt } from "../zone.ts";
import type { Arrival, Receipt } from "./arrival.ts";
import { type Assessment, assess } from "./assess.ts";
import { readHistories } from "./histories.ts";
import { type OweSettings, owedFor } from "./owe.ts";
import { sortOut } from "./sortOut.ts";

export interface IngestPorts {
  store: Pick<Store, "commit" | "known" | "paymentsOf" | "recentAlerts">;
  detector: Detector;
  now: () => number;
}

export interface IngestSettings extends OweSettings {
  feed: FeedKind;
  feedZone: string;
  /** Where set, they stand in for the model's own. */
  reviewThreshold: number | null;
  declineThreshold: number | null;
  /** Payments from before have left the store; epoch ms. */
  oldestMs?: number;
}

export interface Ingested {
  /** One for each arrival, in order. */
  receipts: Receipt[];
  /** Newly stored, by sequence number. */
  stored: ScoredPayment[];
  owed: { alerts: OwedAlert[]; messages: OwedMessage[] };
  /** Epoch ms when scoring ended. */
  scoredAt: number;
}

/**
 * Takes one group of arrivals through. Throws, with nothing written or told, when the store fails; the same arrivals
 * may then be given again. The caller counts `writer.lastSeq` on by what was stored.
 */
export async function ingest(
  arrivals: readonly Arrival[],
  writer: Writer,
  settings: IngestSettings,
  { store, detector, now }: IngestPorts,
): Promise<Ingested> {
  const incoming = arrivals.flatMap(({ admission }) => (admission.ok ? [admission.payment] : []));
  const known = await store.known(distinct(incoming, "id"), distinct(incoming, "cardId"));
  const { fresh, verdicts } = sortOut(arrivals, known.payments, settings.feed, settings.oldestMs);

  const zoneOffset = (epochMs: number) => offsetMsAt(settings.feedZone, epochMs);
  const payments = fresh.map(({ payment }) => payment);
  const before = await readHistories(known.histories, store);
  const { assessments, histories } = assess(payments, before, settings.feed, zoneOffset);
  const scores = await detector.score(assessments);
  const scoredAt = now();

  const stored = fresh.map(({ payment, seenAt, source }, at): ScoredPayment => {
    const assessment = assessments[at];
    const offsetMs = zoneOffset(payment.paidAt);
    return {
      ...payment,
      ...decide(assessment, scores[at] ?? null, detector, settings, offsetMs),
      seq: writer.lastSeq + 1 + at,
      seenAt,
      storedAt: scoredAt,
      features: storable(assessment?.features ?? null),
      feed: settings.feed,
      source,
      verdict: null,
    };
  });
  const rejects = verdicts.flatMap((verdict, at) => {
    const arrival = arrivals[at];
    if (verdict.status !== "rejected" || arrival === undefined) return [];
    return [{ ...verdict.reject, source: arrival.source, seenAt: arrival.seenAt }];
  });
  const owed = await owedFor(stored, settings, store, scoredAt);
  if (stored.length > 0 || rejects.length > 0) {
    await store.commit(writer.epoch, { payments: stored, histories, rejects, ...owed, verdicts: [] });
  }

  const byId = new Map<string, StoredPayment>([
    ...known.payments,
    ...stored.map((payment) => [payment.id, payment] as const),
  ]);
  const receipts = verdicts.map((verdict): Receipt => {
    if (verdict.status === "rejected") return verdict;
    const payment = byId.get(verdict.id);
    if (payment === undefined) throw new Error(`payment ${verdict.id} was sorted out but neither known nor stored`);
    const { id, seq, score, outcome, reasons, model } = payment;
    const conclusion = { id, seq, score, outcome, reasons, model };
    return { status: verdict.status === "fresh" ? "stored" : "repeated", payment: conclusion };
  });
  return { receipts, stored, owed, scoredAt };
}

function decide(
  assessment: Assessment | undefined,
  score: number | null,
  detector: Detector,
  settings: IngestSettings,
  offsetMs: number,
): Decision {
  const model = detector.version;
  const features = assessment?.features ?? null;
  if (assessment === undefined || features === null || score === null) {
    const reasons = [
      { code: "not_scored", share: 1, text: "the model could not score this payment; a person must look" },
    ];
    return { score: null, outcome: "review", reasons, model };
  }
  const outcome = outcomeOf(score, thresholdsOf(assessment.situation, detector, settings));
  if (outcome === "approve") return { score, outcome, reasons: [], model };
  try {
    const when = { feed: settings.feed, offsetMs };
    return { score, outcome, reasons: detector.reasons(features, assessment.payment, when), model };
  } catch {
    // The outcome stands; only its explanation is missing, and that must not cost the others their commit.
    const reasons = [{ code: "not_explained", share: 1, text: "the reasons could not be worked out" }];
    return { score, outcome, reasons, model };
  }
}

/** JSON knows no NaN. A loop, since `Array.from` with a function takes ten times as long. */
function storable(features: Float32Array | null): (number | null)[] {
  const values: (number | null)[] = [];
  for (const value of features ?? []) values.push(Number.isNaN(value) ? null : value);
  return values;
}

function thresholdsOf(situation: Situation, detector: Detector, settings: IngestSettings): Thresholds {
  const own = detector.thresholds(situation);
  return { review: settings.reviewThreshold ?? own.review, decline: settings.declineThreshold ?? own.decline };
}

function distinct(payments: readonly Payment[], key: "id" | "cardId"): string[] {
  return [...new Set(payments.map((payment) => payment[key]))];
}
