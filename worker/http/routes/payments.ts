// GET /api/payments and GET /api/payments/:id.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { alertState } from "../../alert/alertState.ts";
import { subjectOf } from "../../alert/fraudNotice.ts";
import { daysKept, notHere } from "../../config/retention.ts";
import { FEATURES } from "../../features/catalogue.ts";
import { openStore } from "../../store/open.ts";
import { paymentInFull, paymentList } from "../../wire/answers.ts";
import { isoTime, toVerdictView, toView } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { cursor, encodeCursor } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { filterOf, limit, paymentFilter, paymentId } from "../parameters.ts";

const listRoute = createRoute({
  method: "get",
  path: "/api/payments",
  summary: "Payments, newest first",
  security: forReaders,
  request: {
    query: paymentFilter.extend({ limit, cursor }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: paymentList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/payments/{id}",
  summary: "One payment in full: features, reasons, alerts, verdicts",
  security: forReaders,
  request: { params: z.object({ id: paymentId }) },
  responses: {
    200: { description: "The payment", content: { "application/json": { schema: paymentInFull } } },
    ...refusals,
    400: { description: "The id is too long to be one", content: asProblem },
    404: { description: "No such payment", content: asProblem },
  },
});

export function paymentRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const { limit, cursor, ...filter } = context.req.valid("query");
    const after = cursor === undefined ? null : { paidAt: cursor.at, id: cursor.id };
    // One payment more than asked for tells whether there is a next page.
    const found = await openStore(context.env).payments(filterOf(filter), limit + 1, after);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last !== undefined ? encodeCursor(last.paidAt, last.id) : null;
    return context.json({ payments: page.map(toView), next }, 200);
  });

  app.openapi(oneRoute, async (context) => {
    const { id } = context.req.valid("param");
    const store = openStore(context.env);
    const [payment, alerts, verdicts] = await Promise.all([
      store.payment(id),
      store.alertsOf(id),
      store.verdictsOf(id),
    ]);
    if (payment === null) return context.json({ error: notHere(daysKept(context.var.config, context.env)) }, 404);
    const messages = await store.messagesOf(alerts.flatMap(({ id, notice }) => (notice === null ? id : [id, notice])));
    return context.json(
      {
        payment: toView(payment),
        features: FEATURES.map(({ name, unit, meaning }, at) => ({
          name,
          unit,
          meaning,
          value: payment.features[at] ?? null,
        })),
        alerts: alerts.map((alert) => {
          // A channel may have been told of it by itself before the summary that carries it for everyone else.
          const byItself = messages.filter(({ notice }) => notice === alert.id && notice !== alert.notice);
          const carrying = messages.filter(({ notice }) => notice === alert.notice);
          return {
            id: alert.id,
            state: alertState(alert, carrying),
            subject: carrying[0]?.subject ?? subjectOf(payment),
            messages: [...carrying, ...byItself].map(({ id }) => id),
            createdAt: isoTime(alert.createdAt),
          };
        }),
        verdicts: verdicts.map(toVerdictView),
      },
      200,
    );
  });
}
