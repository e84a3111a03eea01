// GET /api/metrics: Prometheus text.

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { DAY_MS } from "../../duration.ts";
import { healthNow, qualityNow } from "../../health/presentStatus.ts";
import { backlogOf } from "../../health/queueBacklog.ts";
import { BOUNDS_S, type Latencies, STEPS } from "../../pipeline/latency.ts";
import { openStore } from "../../store/open.ts";
import type { Health, Quality, Totals } from "../../wire/board.ts";
import { totalsView } from "../../wire/views.ts";
import { dayAt } from "../../zone.ts";
import type { App } from "../context.ts";
import { forReaders, refusals } from "../openapi.ts";

const route = createRoute({
  method: "get",
  path: "/api/metrics",
  summary: "Metrics for Prometheus",
  security: forReaders,
  responses: {
    200: { description: "Text format 0.0.4", content: { "text/plain": { schema: z.string() } } },
    ...refusals,
  },
});

export function metricsRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, async (context) => {
    const store = openStore(context.env);
    const { config } = context.var;
    const day = dayAt(config.reportZone, Date.now());
    const [health, spans, quality, intake, outbox, waiting] = await Promise.all([
      healthNow(context.env, store, config, Date.now()),
      store.totals(day.from, day.to, DAY_MS),
      qualityNow(store, config, Date.now()),
      context.env.INTAKE.getByName("intake").status(),
      context.env.OUTBOX.getByName("outbox").latencies(),
      backlogOf(context.env),
    ]);
    const text = [
      ...todayLines(totalsView(spans)),
      ...gauge("vigie_up", "1 while payments flow", health.flowing ? 1 : 0),
      ...gauge("vigie_alerts_pending", "Alerts owed and not sent", health.alertsPending),
      ...gauge("vigie_alerts_failed", "Messages given up in the last 24 hours", health.alertsFailed),
      ...incidentLines(health.incidents),
      ...qualityLines(quality),
      ...storageLines(health.storage),
      ...notUnderstoodLines(health.notUnderstood),
      ...gauge("vigie_rejects_today", "Rows refused today", health.rejects),
      ...rowLines(health.rows),
      ...(waiting === null
        ? []
        : gauge("vigie_queued", "Messages in the queue in front of the intake", waiting.messages)),
      ...gauge("vigie_dead_letters", "Queued messages that could not be processed", health.deadLetters),
      ...latencyLines({ ...intake.latencies, stored_to_mailed: outbox.stored_to_mailed }),
      "",
    ].join("\n");
    return context.text(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });
}

function todayLines(today: Totals): string[] {
  const approved = today.payments - today.reviews - today.declines;
  return [
    "# HELP vigie_payments_today Payments of today (REPORT_TIMEZONE) by outcome",
    "# TYPE vigie_payments_today gauge",
    `vigie_payments_today{outcome="approve"} ${approved}`,
    `vigie_payments_today{outcome="review"} ${today.reviews}`,
    `vigie_payments_today{outcome="decline"} ${today.declines}`,
    ...gauge("vigie_amount_at_risk_today", "Sum of today's flagged amounts", today.amountAtRisk),
  ];
}

function incidentLines(incidents: Health["incidents"]): string[] {
  return [
    "# HELP vigie_incident 1 for each kind of incident that lasts",
    "# TYPE vigie_incident gauge",
    ...incidents.map(({ kind }) => `vigie_incident{kind="${kind}"} 1`),
  ];
}

/** Only values of the category column are shown, because they are letters, digits and _. */
function notUnderstoodLines(counts: Health["notUnderstood"]): string[] {
  const name = "vigie_not_understood";
  return [
    `# HELP ${name} Payments of which a cell could not be read, or the category is none that the model knows`,
    `# TYPE ${name} gauge`,
    ...counts.map(({ field, value, payments }) => `${name}{field="${field}",value="${value ?? ""}"} ${payments}`),
  ];
}

function rowLines({ polled, pushed }: Health["rows"]): string[] {
  const lines = (name: string, help: string, of: "rows" | "refused") => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    `${name}{source="poll"} ${polled[of]}`,
    `${name}{source="push"} ${pushed[of]}`,
  ];
  return [
    ...lines("vigie_rows_15m", "Rows that came in the last 15 minutes", "rows"),
    ...lines("vigie_rows_refused_15m", "Those of them that were refused", "refused"),
  ];
}

/** The lines are left out while nothing is known, because 0 would be a claim. */
function qualityLines({ precision, recall }: Quality): string[] {
  return [
    ...(precision === null ? [] : gauge("vigie_precision_today", "Frauds among today's known declines", precision)),
    ...(recall === null ? [] : gauge("vigie_recall_today", "Declines among today's known frauds", recall)),
  ];
}

/** The line for the days left is missing when no end is in sight. */
function storageLines(storage: Health["storage"]): string[] {
  if (storage === null) return [];
  const { bytes, rows, daysLeft, archive } = storage;
  return [
    ...gauge("vigie_store_bytes", "Size of the database", bytes),
    ...gauge("vigie_store_rows", "Payments in the store", rows),
    ...(daysLeft === null ? [] : gauge("vigie_store_days_left", "Days until the store is full at this rate", daysLeft)),
    ...(archive === null ? [] : gauge("vigie_archive_bytes", "Size of the archive's files", archive.bytes)),
  ];
}

function gauge(name: string, help: string, value: number | string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}

function latencyLines(latencies: Latencies): string[] {
  const name = "vigie_latency_seconds";
  const lines = [
    `# HELP ${name} Time between two steps of a payment's way, since what takes that step last started`,
    `# TYPE ${name} histogram`,
  ];
  for (const step of STEPS) {
    const { counts, sumS } = latencies[step];
    let total = 0;
    counts.forEach((count, at) => {
      total += count;
      lines.push(`${name}_bucket{step="${step}",le="${BOUNDS_S[at] ?? "+Inf"}"} ${total}`);
    });
    lines.push(`${name}_sum{step="${step}"} ${sumS}`, `${name}_count{step="${step}"} ${total}`);
  }
  return lines;
}
