// GET /api/metrics: Prometheus text.

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { version } from "../../../package.json";
import { DAY_MS } from "../../duration.ts";
import { healthNow, qualityNow } from "../../health/presentStatus.ts";
import { backlogOf } from "../../health/queueBacklog.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import { openStore } from "../../store/open.ts";
import { EXPOSITION_TYPE, exposition } from "../../wire/exposition.ts";
import { totalsView } from "../../wire/views.ts";
import { dayAt } from "../../zone.ts";
import type { App } from "../context.ts";
import { metricsOf } from "../metrics.ts";
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
    const { env } = context;
    const store = openStore(env);
    const { config } = context.var;
    const day = dayAt(config.reportZone, Date.now());
    const [health, spans, quality, counts, ledger, outbox, ticks, backlog] = await Promise.all([
      healthNow(env, store, config, Date.now()),
      store.totals(day.from, day.to, DAY_MS),
      qualityNow(store, config, Date.now()),
      store.counts(),
      ledgerOf(env).status(),
      env.OUTBOX.getByName("outbox").counts(),
      env.POLLER.getByName("poller").ticks(),
      backlogOf(env),
    ]);
    const text = exposition(
      metricsOf({
        version,
        health,
        today: totalsView(spans),
        quality,
        counts,
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
