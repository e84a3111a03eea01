// GET /api/models/comparison: two models on the payments that both judged; and the payments on which they differ.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { MATURE_DAYS } from "../../registry/comparison.ts";
import { gateNow } from "../../registry/gateNow.ts";
import { latestSpan, readComparison, wholeHours } from "../../registry/readComparison.ts";
import { shippedVersion } from "../../scoring/shippedBundle.ts";
import { openStore } from "../../store/open.ts";
import { FLIP_KINDS } from "../../store/pairs.ts";
import type { Store } from "../../store/store.ts";
import { comparisonAnswer, flippedPayments } from "../../wire/comparison.ts";
import { modelVersion } from "../../wire/models.ts";
import { toView } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { cursor, pageOf } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { instant, limit } from "../parameters.ts";

const MOST_MATURE_DAYS = 90;

const compared = z.object({
  champion: modelVersion.optional().meta({ description: "Left out: the model that decides now" }),
  challenger: modelVersion.optional().meta({ description: "Left out: the challenger of now" }),
  from: instant
    .optional()
    .openapi({ type: "string", format: "date-time", description: "Left out: 30 days before `to`" }),
  to: instant.optional().openapi({ type: "string", format: "date-time", description: "Left out: now" }),
});
type Asked = z.infer<typeof compared>;

const otherwise = {
  ...refusals,
  400: { description: "A parameter is wrong", content: asProblem },
  404: { description: "There is no such model, or no challenger", content: asProblem },
};

const comparisonRoute = createRoute({
  method: "get",
  path: "/api/models/comparison",
  summary: "What another model would have decided: flips, money, precision and recall, and what the gate says",
  description:
    "Of payments that both scored, by the whole hours that the time touches. The gate is that of now: it compares the " +
    "challenger with the model that decides, over the latest 30 days.",
  security: forReaders,
  request: {
    query: compared.extend({
      matureDays: z
        .string("must be given once")
        .regex(/^\d{1,2}$/, `must be a whole number, 0 to ${MOST_MATURE_DAYS}`)
        .transform(Number)
        .pipe(z.int().max(MOST_MATURE_DAYS, `must be at most ${MOST_MATURE_DAYS}`))
        .default(MATURE_DAYS)
        .openapi({ type: "integer", minimum: 0, maximum: MOST_MATURE_DAYS, default: MATURE_DAYS }),
    }),
  },
  responses: {
    200: { description: "The comparison", content: { "application/json": { schema: comparisonAnswer } } },
    ...otherwise,
  },
});

const flipsRoute = createRoute({
  method: "get",
  path: "/api/models/comparison/flips",
  summary: "The payments that another model would have decided otherwise, newest first",
  security: forReaders,
  request: {
    query: compared.extend({
      kind: z
        .enum(FLIP_KINDS, `must be ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(FLIP_KINDS)}`)
        .optional()
        .meta({ description: "Left out: all of them" }),
      limit,
      cursor,
    }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: flippedPayments } } },
    ...otherwise,
  },
});

export function comparisonRoutes(app: OpenAPIHono<App>): void {
  app.openapi(comparisonRoute, async (context) => {
    const { matureDays, ...asked } = context.req.valid("query");
    const store = openStore(context.env);
    const nowMs = Date.now();
    const found = await meant(store, asked, nowMs);
    if (!found.ok) return context.json(found.problem, found.status);
    const { models, span, championNow } = found;
    const candidate = { version: models.challenger, champion: championNow, shipped: shippedVersion };
    const isOfNow = models.champion === championNow && asked.from === undefined && asked.to === undefined;
    const [{ gate, comparison: ofNow }, other, origin] = await Promise.all([
      gateNow(store, candidate, nowMs, context.var.config.currency),
      // The gate's own comparison is mostly what was asked for, and a month of counts is many rows to read twice.
      isOfNow && matureDays === MATURE_DAYS
        ? null
        : readComparison(store, models, span, nowMs, context.var.config.currency, matureDays),
      store.origin(),
    ]);
    const comparison = other ?? ofNow;
    return context.json({ comparison, gate, simulated: origin === "simulated" }, 200);
  });

  app.openapi(flipsRoute, async (context) => {
    const { kind, limit, cursor, ...asked } = context.req.valid("query");
    const store = openStore(context.env);
    const found = await meant(store, asked, Date.now());
    if (!found.ok) return context.json(found.problem, found.status);
    const after = cursor === undefined ? null : { paidAt: cursor.at, id: cursor.id };
    const [flips, origin] = await Promise.all([
      store.flips({ ...found.models, ...wholeHours(found.span), kind: kind ?? null, limit: limit + 1, after }),
      store.origin(),
    ]);
    const { page, next } = pageOf(flips, limit, ({ paidAt }) => paidAt);
    return context.json(
      {
        payments: page.map((payment) => toView(payment, context.var.config.currency)),
        simulated: origin === "simulated",
        next,
      },
      200,
    );
  });
}

interface Meant {
  ok: true;
  models: { champion: string; challenger: string };
  championNow: string;
  span: { from: number; to: number };
}
interface Refused {
  ok: false;
  status: 400 | 404;
  problem: { error: string; field: string };
}

/** Which two models are meant, and which time. */
async function meant(store: Store, asked: Asked, nowMs: number): Promise<Meant | Refused> {
  const used = (await store.policy())?.policy.models;
  const championNow = used?.champion ?? shippedVersion;
  const champion = asked.champion ?? championNow;
  const challenger = asked.challenger ?? used?.challenger ?? null;
  if (challenger === null) {
    return refused(404, "challenger", "must be named, since there is none now: make a model the challenger first");
  }
  if (challenger === champion) return refused(400, "challenger", "must be another model than the champion");
  for (const [field, version] of Object.entries({ champion, challenger })) {
    if (!(await isKnown(store, version))) {
      return refused(404, field, `${version} is no model of this Vigie: GET /api/models lists them`);
    }
  }
  const to = asked.to ?? Math.max(nowMs, asked.from ?? nowMs);
  const span = { ...latestSpan(to), ...(asked.from === undefined ? {} : { from: asked.from }) };
  if (span.from > span.to) return refused(400, "from", "must not be after to");
  return { ok: true, models: { champion, challenger }, championNow, span };
}

function refused(status: 400 | 404, field: string, message: string): Refused {
  return { ok: false, status, problem: { error: `${field} ${message}`, field } };
}

/** One that has left the registry is known by the payments that it judged. */
async function isKnown(store: Store, version: string): Promise<boolean> {
  if (version === shippedVersion || (await store.models()).some((model) => model.version === version)) return true;
  return (await store.pairings()).some(({ champion, challenger }) => [champion, challenger].includes(version));
}
