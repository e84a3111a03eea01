// GET /api/metrics: Prometheus text.

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { version } from "../../../package.json";
import type { Config } from "../../config/config.ts";
import { DAY_MS } from "../../duration.ts";
import { healthNow, healthWithoutStoreNow, qualityNow } from "../../health/presentStatus.ts";
import { backlogOf } from "../../health/queueBacklog.ts";
import { logError } from "../../log.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import { openStore } from "../../store/open.ts";
import type { Store } from "../../store/store.ts";
import { ofStore, storeSentence, storeTroubleOf } from "../../store/trouble.ts";
import { EXPOSITION_TYPE, exposition } from "../../wire/exposition.ts";
import { totalsView } from "../../wire/views.ts";
import { dayAt } from "../../zone.ts";
import type { App } from "../context.ts";
import { type MetricFacts, metricsOf } from "../metrics.ts";
import { forReaders, refusals } from "../openapi.ts";

const route = createRoute({
  method: "get",
  path: "/api/metrics",
  summary: "Metrics for Prometheus",
  security: forReaders,
  responses: {
    200: {
      description:
        "Text format 0.0.4. While the store cannot be read: what is known without it, and vigie_store_up is 0",
      content: { "text/plain": { schema: z.string() } },
    },
    ...refusals,
  },
});

export function metricsRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, async (context) => {
    const { env } = context;
    const store = openStore(env);
    const { config } = context.var;
    const [{ health, stored }, ledger, outbox, ticks, backlog] = await Promise.all([
      knownNow(env, store, config),
      ledgerOf(env).status(),
      env.OUTBOX.getByName("outbox").counts(),
      env.POLLER.getByName("poller").ticks(),
      backlogOf(env),
    ]);
    const text = exposition(
      metricsOf({
        version,
        now: Date.now(),
        health,
        stored,
        ticks,
        attempts: outbox.attempts,
        channels: new Set(config.channels.map(({ kind }) => kind)),
        queued: backlog?.messages ?? null,
        latencies: { ...ledger.latencies, stored_to_mailed: outbox.latencies.stored_to_mailed },
      }),
    );
    return context.text(text, 200, { "content-type": EXPOSITION_TYPE });
  });
}

/** While the store cannot be read, what is known without it: whoever watches must see what waits just then. */
async function knownNow(env: Env, store: Store, config: Config): Promise<Pick<MetricFacts, "health" | "stored">> {
  const nowMs = Date.now();
  const day = dayAt(config.reportZone, nowMs);
  const figures = Promise.all([
    store.totals(day.from, day.to, DAY_MS),
    qualityNow(store, config, nowMs),
    store.counts(),
  ]);
  try {
    const [health, [spans, quality, counts]] = await Promise.all([
      healthNow(env, store, config, nowMs),
      ofStore(store, figures),
    ]);
    return { health, stored: { health, today: totalsView(spans, config.currency), quality, counts } };
  } catch (error) {
    const trouble = storeTroubleOf(error);
    if (trouble === null) throw error;
    logError("health_without_store", error, { store: store.kind });
    return { health: await healthWithoutStoreNow(env, store.kind, config, storeSentence(trouble)), stored: null };
  }
}
