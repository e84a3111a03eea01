// GET /api/training: all payments to train a model on, page by page, judged or not.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { readCategory } from "../../payment/category.ts";
import { paidView } from "../../payment/paid.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import type { TaughtPayment } from "../../store/verdicts.ts";
import { type TrainingPage, trainingPage } from "../../wire/training.ts";
import { isoTime } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { cursor, pageOf } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { instant, limit } from "../parameters.ts";

const route = createRoute({
  method: "get",
  path: "/api/training",
  summary: "All payments as they teach a model, with when it was said what they were, oldest first",
  description:
    "`from` and `to` are event times; `to` itself is left out. Card numbers exist nowhere: a card is its id.",
  security: forReaders,
  request: {
    query: z.object({ from: instant.optional(), to: instant.optional(), limit, cursor }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: trainingPage } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

/** Later than any payment. */
const END_OF_TIME = 8.64e15;

export function trainingRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { from = 0, to = END_OF_TIME, limit, cursor } = context.req.valid("query");
    const { currency, feedZone: zone } = context.var.config;
    const after = cursor === undefined ? null : { paidAt: cursor.at, id: cursor.id };
    const store = openStore(context.env);
    const [found, origin, held, leftBefore] = await Promise.all([
      store.taught({ from, to }, limit + 1, after),
      store.origin(),
      store.policy(),
      store.leftBefore(),
    ]);
    const { page, next } = pageOf(found, limit, ({ paidAt }) => paidAt);
    const { columns } = policyOf(held);
    return context.json(
      {
        payments: page.map((payment) => rowOf(payment, currency)),
        about: { currency, zone, columns: columns.map(({ name, kind }) => ({ name, kind })) },
        leftBefore: timeOrNull(leftBefore),
        simulated: origin === "simulated",
        next,
      },
      200,
    );
  });
}

function rowOf(payment: TaughtPayment, currency: string): TrainingPage["payments"][number] {
  const { id, cardId, merchant, gender, ageYears, cityPopulation, distanceKm, feed, source } = payment;
  const { score, outcome, model, label, verdict, fraudType } = payment;
  const { amount, paid } = paidView(payment, currency);
  const { mcc = null, bin = null, country = null, extra = null, situation = null } = payment;
  return {
    ...{ id, paidAt: isoTime(payment.paidAt), seenAt: isoTime(payment.seenAt), cardId, merchant },
    category: readCategory(payment),
    ...{ amount, paid, gender, ageYears, cityPopulation, distanceKm, mcc, bin, country, extra, feed, source },
    ...{ score, outcome, model, situation, label, labelAt: timeOrNull(payment.labelAt) },
    ...{ verdict, verdictAt: timeOrNull(payment.verdictAt), fraudType },
  };
}

function timeOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs);
}
