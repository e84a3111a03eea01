// Which metrics there are: from what the store and the objects know, to what Prometheus reads. docs/metrics.md says where
// the counts are kept. Pure.
import { SEND_RESULTS, type SendResult } from "../alert/afterAttempt.ts";
import { type Outcome, UNFAMILIAR } from "../decision/decision.ts";
import { DAY_MS, SECOND_MS } from "../duration.ts";
import { REJECT_CODES } from "../payment/payment.ts";
import { BOUNDS_S, type Latencies, STEPS } from "../pipeline/latency.ts";
import { TICK_ENDS, type TickEnd } from "../pipeline/tick.ts";
import type { PaymentCount, RejectCount } from "../store/counts.ts";
import type { Source } from "../store/payments.ts";
import type { Health, HealthWithoutStore, Quality, Totals } from "../wire/board.ts";
import type { ChannelKind } from "../wire/channelKinds.ts";
import type { Metric, Sample } from "../wire/exposition.ts";

export interface MetricFacts {
  version: string;
  /** Epoch ms. */
  now: number;
  health: HealthWithoutStore;
  /** What only the store knows. Null while it cannot be read. */
  stored: StoredMetricFacts | null;
  ticks: Partial<Record<TickEnd, number>>;
  attempts: Partial<Record<`${"mail" | ChannelKind} ${SendResult}`, number>>;
  /** The kinds of channel that are set up. */
  channels: ReadonlySet<ChannelKind>;
  /** Messages in the queue. Null without a queue, or while it does not say. */
  queued: number | null;
  latencies: Latencies;
}

export interface StoredMetricFacts {
  health: Pick<Health, "incidents" | "lastPayment" | "alertsPending" | "alertsHeldBack" | "alertsFailed" | "rejects">;
  today: Totals;
  quality: Quality;
  counts: { payments: readonly PaymentCount[]; rejects: readonly RejectCount[] };
}

const SOURCES: readonly Source[] = ["poll", "push"];
const OUTCOMES: readonly Outcome[] = ["approve", "review", "decline"];
/** A post is never kept for want of a provider, and nobody tells later that it did not arrive. */
const POST_RESULTS = ["sent", "retried", "failed"] as const;

export function metricsOf(facts: MetricFacts): Metric[] {
  const { version, health, stored } = facts;
  const { model, store } = health;
  return [
    gauge("vigie_build_info", "The version of Vigie, and where it stores", [{ labels: { version, store }, value: 1 }]),
    gauge("vigie_model_info", "The model that decides, and what runs it", [
      { labels: { model: model.version, engine: model.engine }, value: 1 },
    ]),
    gauge("vigie_up", "1 while payments flow", health.flowing ? 1 : 0),
    gauge("vigie_store_up", "1 while the store can be read", health.storeProblem === null ? 1 : 0),
    ...ofDeciders(facts),
    ...(stored === null ? [] : ofStore(health, stored)),
    ...counters(facts),
    ...gauges(facts),
    latency(facts.latencies),
  ];
}

/** What is decided and not recorded, and how far the deciders' memories are filled. */
function ofDeciders({ health: { waiting, needsStore }, now }: MetricFacts): Metric[] {
  const ageMs = waiting.since === null ? 0 : Math.max(0, now - Date.parse(waiting.since));
  return [
    gauge("vigie_decided_waiting", "Payments that are decided and wait to be recorded in the store", waiting.payments),
    gauge("vigie_decided_waiting_bytes", "Size of what waits to be recorded", waiting.bytes),
    gauge(
      "vigie_decided_waiting_seconds",
      "How long the oldest of it has waited, 0 when nothing does",
      ageMs / SECOND_MS,
    ),
    gauge(
      "vigie_memory_filled",
      "1 once the deciders' memories are filled from the store, so that a decision asks nobody",
      needsStore ? 0 : 1,
    ),
  ];
}

/** Each label that may come is there from the start, as 0: a rate needs a value before the first event. */
function countersOfStore({ model }: HealthWithoutStore, counts: StoredMetricFacts["counts"]): Metric[] {
  const models = new Set([model.version, ...counts.payments.map(({ model }) => model)]);
  const paid = (labels: Partial<PaymentCount>) => sumOf(counts.payments.filter(matches(labels)), "payments");
  const refused = (labels: Partial<RejectCount>) => sumOf(counts.rejects.filter(matches(labels)), "rows");
  return [
    counter(
      "vigie_payments_total",
      "Payments decided and stored",
      pairs(SOURCES, OUTCOMES).map(([source, outcome]) => sample({ outcome, source }, paid({ outcome, source }))),
    ),
    counter(
      "vigie_decisions_total",
      "Decisions, by the model that scored",
      pairs([...models], OUTCOMES).map(([model, outcome]) => sample({ model, outcome }, paid({ model, outcome }))),
    ),
    counter(
      "vigie_rejects_total",
      "Rows refused, each as often as it came",
      pairs(SOURCES, REJECT_CODES).map(([source, code]) => sample({ code, source }, refused({ code, source }))),
    ),
  ];
}

function counters({ ticks, attempts, channels }: MetricFacts): Metric[] {
  return [
    counter(
      "vigie_ticks_total",
      "Polls of the feed, by how they ended",
      TICK_ENDS.map((result) => sample({ result }, ticks[result] ?? 0)),
    ),
    counter(
      "vigie_mails_total",
      "Attempts to mail, by what came of them",
      SEND_RESULTS.map((result) => sample({ result }, attempts[`mail ${result}`] ?? 0)),
    ),
    counter(
      "vigie_posts_total",
      "Attempts to post to webhooks and chats, by what came of them",
      pairs([...channels], POST_RESULTS).map(([channel, result]) =>
        sample({ channel, result }, attempts[`${channel} ${result}`] ?? 0),
      ),
    ),
  ];
}

function ofStore(known: HealthWithoutStore, { health, today, quality, counts }: StoredMetricFacts): Metric[] {
  const approved = today.payments - today.reviews - today.declines;
  return [
    gauge("vigie_last_payment_timestamp_seconds", "When a payment was last stored", unixSeconds(health.lastPayment)),
    ...countersOfStore(known, counts),
    gauge("vigie_payments_today", "Payments of today (REPORT_TIMEZONE) by outcome", [
      sample({ outcome: "approve" }, approved),
      sample({ outcome: "review" }, today.reviews),
      sample({ outcome: "decline" }, today.declines),
    ]),
    gauge("vigie_amount_at_risk_today", "Sum of today's flagged amounts", Number(today.amountAtRisk)),
    gauge("vigie_precision_today", "Frauds among today's known declines", quality.precision),
    gauge("vigie_recall_today", "Declines among today's known frauds", quality.recall),
    gauge("vigie_alerts_pending", "Alerts owed and not sent, also those held back", health.alertsPending),
    gauge("vigie_alerts_held_back", "Those of them that wait for the next summary", health.alertsHeldBack),
    gauge("vigie_alerts_failed", "Messages given up in the last 24 hours", health.alertsFailed),
    gauge(
      "vigie_incident",
      "1 for each kind of incident that lasts",
      health.incidents.map(({ kind }) => sample({ kind }, 1)),
    ),
    gauge("vigie_rejects_today", "Rows refused today", health.rejects),
  ];
}

function gauges({ health, queued }: MetricFacts): Metric[] {
  const { storage, rows } = health;
  const daysLeft = storage?.daysLeft ?? null;
  return [
    gauge("vigie_rows_15m", "Rows that came in the last 15 minutes", [
      sample({ source: "poll" }, rows.polled.rows),
      sample({ source: "push" }, rows.pushed.rows),
    ]),
    gauge("vigie_rows_refused_15m", "Those of them that were refused", [
      sample({ source: "poll" }, rows.polled.refused),
      sample({ source: "push" }, rows.pushed.refused),
    ]),
    gauge(
      "vigie_not_understood",
      "Payments of which a cell could not be read, or the category is none that the model knows",
      health.notUnderstood.map(({ field, value, payments }) => sample({ field, value: value ?? "" }, payments)),
    ),
    gauge(
      "vigie_newest_payments",
      "The newest payments, 1,000 at most, of which it is counted how many are unfamiliar",
      health.unfamiliar.payments,
    ),
    gauge(
      "vigie_newest_unfamiliar",
      "Those of them of which the model does not know something else than the pace of their card",
      health.unfamiliar.unfamiliar,
    ),
    gauge(
      "vigie_newest_unfamiliar_what",
      "Those of the newest payments of which it does not know this",
      UNFAMILIAR.map((what) => sample({ what }, health.unfamiliar.what[what])),
    ),
    gauge("vigie_queued", "Messages in the queue in front of the deciders", queued),
    gauge("vigie_dead_letters", "Queued messages that could not be processed", health.deadLetters),
    gauge("vigie_store_bytes", "Size of the database", storage?.bytes ?? null),
    gauge("vigie_store_rows", "Payments in the store", storage?.rows ?? null),
    gauge(
      "vigie_store_left_seconds",
      "Time until the store is full at this rate",
      daysLeft === null ? null : (daysLeft * DAY_MS) / SECOND_MS,
    ),
    gauge("vigie_archive_bytes", "Size of the archive's files", storage?.archive?.bytes ?? null),
  ];
}

function latency(latencies: Latencies): Metric {
  const samples = STEPS.flatMap((step): Sample[] => {
    const { counts, sumS } = latencies[step];
    let total = 0;
    const buckets = counts.map((count, at): Sample => {
      total += count;
      const le = String(BOUNDS_S[at] ?? "+Inf");
      return { suffix: "_bucket", labels: { step, le }, value: total };
    });
    return [
      ...buckets,
      { suffix: "_sum", labels: { step }, value: sumS },
      { suffix: "_count", labels: { step }, value: total },
    ];
  });
  return {
    name: "vigie_latency_seconds",
    help: "Time between two steps of a payment's way",
    type: "histogram",
    samples,
  };
}

function counter(name: string, help: string, samples: Sample[]): Metric {
  return { name, help, type: "counter", samples };
}

/** A value that is not known has no sample, because 0 would be a claim. */
function gauge(name: string, help: string, value: number | null | Sample[]): Metric {
  const samples = Array.isArray(value) ? value : value === null ? [] : [{ value }];
  return { name, help, type: "gauge", samples };
}

function sample(labels: Readonly<Record<string, string>>, value: number): Sample {
  return { labels, value };
}

function pairs<One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other][] {
  return ones.flatMap((one) => others.map((other): [One, Other] => [one, other]));
}

function matches<Row extends object>(labels: Partial<Row>): (row: Row) => boolean {
  return (row) => Object.entries(labels).every(([name, value]) => Reflect.get(row, name) === value);
}

function sumOf<Key extends string>(rows: readonly Record<Key, number>[], key: Key): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}

function unixSeconds(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso) / SECOND_MS;
}
