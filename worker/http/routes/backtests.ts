// /api/backtests: stored payments decided once more, beside what was decided. It changes nothing, so every reader may.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { MOST_FLIPS } from "../../backtest/findings.ts";
import { openStore } from "../../store/open.ts";
import { backtestAnswer, backtestAsked, backtestInFull, backtestList, backtestProblem } from "../../wire/backtest.ts";
import { resultOf, summaryOf } from "../backtestView.ts";
import type { App } from "../context.ts";
import { speaker } from "../door/access.ts";
import { jsonIn, readText, refusedBody } from "../door/body.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { problemIn } from "../parameters.ts";

/** Room for 20,000 entries of lists. */
const MAX_BODY_BYTES = 4_194_304;
const NOT_JSON = "the body is not JSON, or was cut off";
const NONE = "no backtest has this id; the newest twenty are kept";

const params = z.object({ id: z.string().max(64, "must be at most 64 characters") });
const notFound = { description: "No such backtest, or no longer", content: asProblem };
const tooLongAnId = { description: "A parameter is wrong", content: asProblem };
const oneBacktest = { "application/json": { schema: backtestAnswer } };

const askRoute = createRoute({
  method: "post",
  path: "/api/backtests",
  summary: "Decide stored payments once more, by a model, thresholds, rules and lists of one's choice",
  description:
    "It runs by itself and changes nothing. Each payment is decided with what was known right before it. One runs at a " +
    "time, and one may wait.",
  security: forReaders,
  request: { body: { required: true, content: { "application/json": { schema: backtestAsked } } } },
  responses: {
    202: { description: "It has begun, or waits for its turn", content: oneBacktest },
    ...refusals,
    400: {
      description: "A field is wrong. Of a rule's condition it is said where",
      content: { "application/json": { schema: backtestProblem } },
    },
    408: { description: "The body took too long", content: asProblem },
    409: { description: "Two are under way", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Compressed", content: asProblem },
  },
});

const listRoute = createRoute({
  method: "get",
  path: "/api/backtests",
  summary: "The newest backtests",
  security: forReaders,
  responses: {
    200: { description: "The newest first", content: { "application/json": { schema: backtestList } } },
    ...refusals,
  },
});

const flips = z
  .string("must be given once")
  .regex(/^\d{1,4}$/, `must be a whole number, 0 to ${MOST_FLIPS}`)
  .transform(Number)
  .pipe(z.int().max(MOST_FLIPS, `must be at most ${MOST_FLIPS}`))
  .default(50)
  .openapi({ type: "integer", minimum: 0, maximum: MOST_FLIPS, default: 50 });

const oneRoute = createRoute({
  method: "get",
  path: "/api/backtests/{id}",
  summary: "How far a backtest is, and what it has found so far",
  security: forReaders,
  request: { params, query: z.object({ flips }) },
  responses: {
    200: { description: "The backtest", content: { "application/json": { schema: backtestInFull } } },
    ...refusals,
    400: tooLongAnId,
    404: notFound,
  },
});

const cancelRoute = createRoute({
  method: "delete",
  path: "/api/backtests/{id}",
  summary: "Cancel a backtest that is under way, or forget one that has ended",
  description: "What a cancelled one has found until then can still be read.",
  security: forReaders,
  request: { params },
  responses: {
    200: { description: "Cancelled, or forgotten", content: oneBacktest },
    ...refusals,
    400: tooLongAnId,
    404: notFound,
  },
});

function backtester(env: Env) {
  return env.BACKTESTER.getByName("backtester");
}

export function backtestRoutes(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(askRoute);
  // The body is JSON whatever its content type says, as it is on every other way in.
  app.post(askRoute.getRoutingPath(), async (context) => {
    const reading = await readText(context.req.raw, MAX_BODY_BYTES);
    if (!reading.ok) return refusedBody(context, reading);
    const json = jsonIn(reading.text);
    if (json === undefined) return context.json({ error: NOT_JSON }, 400);
    const body = backtestAsked.safeParse(json);
    if (!body.success) return context.json(problemIn(body.error), 400);
    const { model = null, thresholds = null, rules, lists = null } = body.data;
    const [from, to] = [Date.parse(body.data.from), Date.parse(body.data.to)];
    if (from >= to) return context.json({ error: "to must be later than from", field: "to" }, 400);
    const { by } = speaker(context);
    const answer = await backtester(context.env).ask(
      { from, to, model, thresholds },
      { rules: rules?.map(ruleOf) ?? null, lists },
      by,
    );
    if (answer.ok) return context.json({ backtest: summaryOf(answer.backtest) }, 202);
    if (answer.isBusy) return context.json({ error: answer.error }, 409);
    const { ok: _, isBusy: __, field, problem, ...place } = answer;
    // What is wrong with a condition is a sentence of its own.
    return context.json({ error: `${field}${"from" in place ? ":" : ""} ${problem}`, field, ...place }, 400);
  });

  app.openapi(listRoute, async (context) => {
    const all = await backtester(context.env).all();
    return context.json({ backtests: all.map(summaryOf) }, 200);
  });

  app.openapi(oneRoute, async (context) => {
    const { id } = context.req.valid("param");
    const [found, origin] = await Promise.all([backtester(context.env).one(id), openStore(context.env).origin()]);
    if (found === null) return context.json({ error: NONE }, 404);
    const { findings, ...backtest } = found;
    const result =
      findings === null
        ? null
        : resultOf(backtest, findings, context.req.valid("query").flips, context.var.config.currency);
    return context.json({ backtest: summaryOf(backtest), simulated: origin === "simulated", result }, 200);
  });

  app.openapi(cancelRoute, async (context) => {
    const backtest = await backtester(context.env).cancel(context.req.valid("param").id);
    if (backtest === null) return context.json({ error: NONE }, 404);
    return context.json({ backtest: summaryOf(backtest) }, 200);
  });
}

function ruleOf({ until = null, note = null, ...rule }: NonNullable<z.infer<typeof backtestAsked>["rules"]>[number]) {
  return { ...rule, note, until: until === null ? null : Date.parse(until) };
}
