// The steps of a payment: known → sorted out → assessed → scored → decided → stored, and only then told.

import { type DecisionSettings, decide } from "../decision/decide.ts";
import { thresholdsThatHold } from "../decision/thresholds.ts";
import type { FeedKind, Label, Payment } from "../payment/payment.ts";
import type { Models } from "../scoring/detector.ts";
import type { OwedAlert, OwedMessage } from "../store/outbox.ts";
import type { FreshPayment, Origin, StoredPayment } from "../store/payments.ts";
import type { Store, Writer } from "../store/store.ts";
import type { LateLabel } from "../store/verdicts.ts";
import { offsetMsAt } from "../zone.ts";
import type { Arrival, Receipt } from "./arrival.ts";
import { type Around, assess } from "./assess.ts";
import { readHistories } from "./histories.ts";
import { type Finding, sortOut } from "./newOrRepeated.ts";

export interface IngestPorts {
  store: Pick<Store, "commit" | "known" | "paymentsOf">;
  models: Models;
  /**
   * The group is counted in its merchants before it is stored, so that after a failure they have to be made anew from the store.
   */
  around?: Around;
  /** Returns the alerts and messages that are owed because of newly scored payments, to be stored with them. */
  owe: (payments: readonly FreshPayment[], nowMs: number) => Promise<Owed>;
  now: () => number;
}

export interface Owed {
  alerts: OwedAlert[];
  messages: OwedMessage[];
}

export interface IngestSettings extends DecisionSettings {
  feed: FeedKind;
  feedZone: string;
  /** The zone in which reasons tell a time. Left out: they name no zone. */
  reportZone?: string;
  /** Payments from before this time, in epoch ms, have left the store. */
  oldestMs?: number;
  /** Kept with the first payments of a store. */
  origin?: Origin;
}

export interface Ingested {
  /** One for each arrival, in order. */
  receipts: Receipt[];
  /** Newly stored payments, by sequence number. */
  stored: FreshPayment[];
  /** The stored payments in two parts: paid now, and loaded as past. */
  live: FreshPayment[];
  past: FreshPayment[];
  /** Payments that were stored earlier and have another label now. Their sequence numbers follow those of `stored`. */
  relabelled: StoredPayment[];
  owed: Owed;
  /** Epoch ms when scoring ended. */
  scoredAt: number;
}

/**
 * Takes one group of arrivals through all steps. Throws when the store fails: then nobody was told, it is not known whether
 * the group was written, and the same arrivals may be given again. The caller adds the numbers of stored and relabelled
 * payments to `writer.lastSeq`.
 */
export async function ingest(
  arrivals: readonly Arrival[],
  writer: Writer,
  settings: IngestSettings,
  { store, models, around, owe, now }: IngestPorts,
): Promise<Ingested> {
  const { feed, feedZone, oldestMs } = settings;
  const incoming = arrivals.flatMap(({ admission }) => (admission.ok ? [admission.payment] : []));
  const known = await store.known(distinct(incoming, "id"), distinct(incoming, "cardId"));
  const { fresh, findings, rejects, labels } = sortOut(arrivals, known.payments, feed, oldestMs);

  const offsetMs = (epochMs: number) => offsetMsAt(feedZone, epochMs);
  const before = await readHistories(known.histories, store);
  // One detector for the whole group, even if another model becomes champion meanwhile.
  const { champion } = models;
  const { assessed, histories } = assess(fresh, before, feed, offsetMs, champion.featuresOf, around);
  const scores = await champion.score(assessed);
  const scoredAt = now();

  const stored = assessed.map((arrival, at): FreshPayment => {
    const { payment, features, seenAt, source } = arrival;
    const when = { feed, offsetMs: offsetMs(payment.paidAt) };
    return {
      ...payment,
      ...decide({ ...arrival, score: scores[at] ?? null }, when, champion, settings),
      seq: writer.lastSeq + 1 + at,
      seenAt,
      // This time is a little early, because a commit cannot know its own end.
      storedAt: scoredAt,
      features: storable(features),
      feed,
      source,
      verdict: null,
      thresholds: thresholdsThatHold(settings, champion.thresholds(arrival.situation)),
    };
  });
  const late = lateLabels(labels, known.payments, writer.lastSeq + stored.length, scoredAt);
  const live = stored.filter((_, at) => assessed[at]?.past === undefined);
  const past = stored.filter((_, at) => assessed[at]?.past !== undefined);
  const owed = await owe(live, scoredAt);
  if (stored.length > 0 || rejects.length > 0 || late.length > 0) {
    const origin = stored.length > 0 && settings.origin !== undefined ? { origin: settings.origin } : {};
    await store.commit(writer.epoch, { payments: stored, histories, rejects, ...owed, labels: late, ...origin });
  }
  const relabelled = late.map(({ before, label, seq }): StoredPayment => ({ ...before, label, seq }));

  const byId = new Map<string, StoredPayment>(known.payments);
  for (const payment of [...stored, ...relabelled]) byId.set(payment.id, payment);
  const receipts = findings.map((finding) => receiptOf(finding, byId));
  return { receipts, stored, live, past, relabelled, owed, scoredAt };
}

function receiptOf(finding: Finding, byId: ReadonlyMap<string, StoredPayment>): Receipt {
  if (finding.status === "rejected") return finding;
  const payment = byId.get(finding.id);
  if (payment === undefined) throw new Error(`payment ${finding.id} was sorted out but neither known nor stored`);
  const { id, seq, score, outcome, reasons, unfamiliar, model } = payment;
  const conclusion = { id, seq, score, outcome, reasons, unfamiliar, model };
  if (finding.status === "fresh") return { status: "stored", payment: conclusion };
  return { status: "repeated", payment: conclusion, ...(finding.relabelled ? { label: "updated" } : {}) };
}

function lateLabels(
  labels: ReadonlyMap<string, Label>,
  known: ReadonlyMap<string, StoredPayment>,
  lastSeq: number,
  at: number,
): LateLabel[] {
  const late: LateLabel[] = [];
  for (const [paymentId, label] of labels) {
    const before = known.get(paymentId);
    if (before !== undefined) late.push({ paymentId, label, at, seq: lastSeq + late.length + 1, before });
  }
  return late;
}

/** JSON has no NaN, so null stands for it. A loop is used, because `Array.from` with a function takes ten times as long. */
function storable(features: Float32Array | null): (number | null)[] {
  const values: (number | null)[] = [];
  for (const value of features ?? []) values.push(Number.isNaN(value) ? null : value);
  return values;
}

function distinct(payments: readonly Payment[], key: "id" | "cardId"): string[] {
  return [...new Set(payments.map((payment) => payment[key]))];
}
