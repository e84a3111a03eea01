// A rule before it is saved: what it would have done to stored payments, and what rules see of the newest ones. It changes nothing, so
// every reader may.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { storedFacts } from "../../backtest/storedFacts.ts";
import type { Config } from "../../config/config.ts";
import { PLACED_FEATURES } from "../../features/places.ts";
import { paidView } from "../../payment/paid.ts";
import { FACTS } from "../../rules/facts.ts";
import { openStore } from "../../store/open.ts";
import type { SeenPayment } from "../../store/seen.ts";
import { truthOf } from "../../store/verdicts.ts";
import { conditionProblem } from "../../wire/policy.ts";
import { rulePreview, rulePreviewAsked, ruleSample } from "../../wire/rulePreview.ts";
import { isoTime } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { jsonIn, readText, refusedBody } from "../door/body.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { problemIn } from "../parameters.ts";
import { rulePreviewView } from "../rulePreviewView.ts";

const MAX_BODY_BYTES = 16_384;
const NOT_JSON = "the body is not JSON, or was cut off";
const MOST_SAMPLED = 200;

const previewRoute = createRoute({
  method: "post",
  path: "/api/rules/preview",
  summary: "What a rule would have done to the payments of the last days",
  description:
    "It changes nothing. Payments are looked at as they were decided, with the lists of now, the newest first, for as long " +
    "as a person waits: some seconds.",
  security: forReaders,
  request: { body: { required: true, content: { "application/json": { schema: rulePreviewAsked } } } },
  responses: {
    200: { description: "The preview", content: { "application/json": { schema: rulePreview } } },
    ...refusals,
    400: {
      description: "A field is wrong. Of a condition it is said where",
      content: { "application/json": { schema: conditionProblem } },
    },
    408: { description: "The body took too long", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Compressed", content: asProblem },
  },
});

const sampleRoute = createRoute({
  method: "get",
  path: "/api/rules/sample",
  summary: "The newest payments as rules saw them, to try a condition on while it is written",
  security: forReaders,
  request: {
    query: z.object({
      limit: z
        .string("must be given once")
        .regex(/^\d{1,3}$/, `must be a whole number, 1 to ${MOST_SAMPLED}`)
        .transform(Number)
        .pipe(z.int().min(1, "must be at least 1").max(MOST_SAMPLED, `must be at most ${MOST_SAMPLED}`))
        .default(MOST_SAMPLED)
        .openapi({ type: "integer", minimum: 1, maximum: MOST_SAMPLED, default: MOST_SAMPLED }),
    }),
  },
  responses: {
    200: { description: "The payments", content: { "application/json": { schema: ruleSample } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function rulePreviewRoutes(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(previewRoute);
  // The body is JSON whatever its content type says, as it is on every other way in.
  app.post(previewRoute.getRoutingPath(), async (context) => {
    const reading = await readText(context.req.raw, MAX_BODY_BYTES);
    if (!reading.ok) return refusedBody(context, reading);
    const json = jsonIn(reading.text);
    if (json === undefined) return context.json({ error: NOT_JSON }, 400);
    const body = rulePreviewAsked.safeParse(json);
    if (!body.success) return context.json(problemIn(body.error), 400);
    const backtester = context.env.BACKTESTER.getByName("backtester");
    const [previewed, origin] = await Promise.all([backtester.preview(body.data), openStore(context.env).origin()]);
    if (!previewed.ok) {
      const { problem, from, to } = previewed;
      return context.json({ error: problem, field: "when", from, to }, 400);
    }
    return context.json(
      { simulated: origin === "simulated", ...rulePreviewView(previewed.preview, context.var.config.currency) },
      200,
    );
  });

  app.openapi(sampleRoute, async (context) => {
    const { limit } = context.req.valid("query");
    const { config } = context.var;
    const store = openStore(context.env);
    const asked = { from: Number.MIN_SAFE_INTEGER, after: null, limit, features: true };
    const [payments, origin] = await Promise.all([store.seen(asked), store.origin()]);
    const names = { facts: FACTS.map(({ name }) => name), features: PLACED_FEATURES.map(({ name }) => name) };
    const sampled = payments.map((payment) => sampleOf(payment, config));
    return context.json({ simulated: origin === "simulated", ...names, payments: sampled }, 200);
  });
}

function sampleOf(payment: SeenPayment, config: Pick<Config, "reportZone" | "currency">) {
  const { id, paidAt, merchant, category, last4, outcome, features } = payment;
  const { values, extra = null } = storedFacts(payment, config);
  return {
    ...{ id, paidAt: isoTime(paidAt), ...paidView(payment, config.currency), merchant, category, last4 },
    ...{ truth: truthOf(payment), was: outcome },
    values: values.map((value) => value ?? null),
    features: PLACED_FEATURES.map((_, place) => features?.[place] ?? null),
    extra,
  };
}
