// POST /api/payments/:id/verdict: a person's word on a payment, from the board or from a program.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { daysKept, notHere } from "../../config/paymentRetention.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import { openStore } from "../../store/open.ts";
import { NOTE_LENGTH, noteOf } from "../../verdict/note.ts";
import { verdictAnswer } from "../../wire/answers.ts";
import { fraudType } from "../../wire/scalars.ts";
import { toVerdictView, toView } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { speaker } from "../door/access.ts";
import { jsonIn, readText, refusedBody } from "../door/body.ts";
import { changeAccess, changedBy, refusal } from "../door/changes.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { paymentId, problemIn } from "../parameters.ts";

const MAX_BODY_BYTES = 16_384;
const NOT_JSON = 'the body is not JSON, or was cut off; a verdict is an object such as {"verdict":"fraud"}';

const NOT_RECORDED = "this payment is decided, and waits to be recorded in the store; say it again in a moment";

/** Strict, because a note under a mistyped name would be lost without a word. */
const form = z.strictObject(
  {
    verdict: z.enum(["fraud", "legitimate"], "must be fraud, legitimate or null").nullable(),
    fraudType: fraudType.nullish().meta({
      description:
        "Which kind of fraud, only with `fraud`. Null: not known. Left out: as it was said before, or not known",
    }),
    note: z
      .string("must be text")
      .max(NOTE_LENGTH, `must be at most ${NOTE_LENGTH} characters`)
      .nullish()
      .meta({ description: "Kept in one line; card numbers in it are masked" }),
    block: z
      .boolean("must be true or false")
      .optional()
      .meta({
        description:
          "True, only with `fraud`: put its card on the block list, for which the caller must be one who may change things. Where " +
          "`blockOnFraud` of /api/policy is set, every verdict of fraud does",
      }),
  },
  {
    // A field that is not known keeps zod's own issue, which names it.
    error: ({ code }) => (code === "unrecognized_keys" ? undefined : 'must be an object such as {"verdict":"fraud"}'),
  },
);
const ONLY_FRAUD = "may only be given with the verdict fraud";
const said = form
  .refine(({ verdict, fraudType }) => verdict === "fraud" || (fraudType ?? null) === null, {
    path: ["fraudType"],
    error: ONLY_FRAUD,
  })
  .refine(({ verdict, block }) => verdict === "fraud" || block !== true, { path: ["block"], error: ONLY_FRAUD });

const route = createRoute({
  method: "post",
  path: "/api/payments/{id}/verdict",
  summary: "Say what a payment was",
  description:
    "May be changed as often as one likes: the newest counts, and every one is kept. Saying the same again changes " +
    "nothing. Null takes back what was said before.",
  security: forReaders,
  request: {
    params: z.object({ id: paymentId }),
    body: {
      required: true,
      content: {
        "application/json": { schema: said },
      },
    },
  },
  responses: {
    200: {
      description: "Taken down, or said already",
      content: { "application/json": { schema: verdictAnswer } },
    },
    ...refusals,
    400: { description: "Not a verdict", content: asProblem },
    403: {
      description: `\`block\` is for those who may change things. Or: ${refusals[403].description}`,
      content: asProblem,
    },
    404: { description: "No such payment", content: asProblem },
    408: { description: "The body took too long", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Compressed", content: asProblem },
  },
});

export function verdictRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  // The body is JSON whatever its content type says, as it is on every other way in.
  app.post(route.getRoutingPath(), async (context) => {
    const params = route.request.params.safeParse(context.req.param());
    if (!params.success) return context.json(problemIn(params.error), 400);
    const reading = await readText(context.req.raw, MAX_BODY_BYTES);
    if (!reading.ok) return refusedBody(context, reading);
    const json = jsonIn(reading.text);
    if (json === undefined) return context.json({ error: NOT_JSON }, 400);
    const body = said.safeParse(json);
    if (!body.success) return context.json(problemIn(body.error), 400);
    const { id } = params.data;
    const { verdict, fraudType, note, block = false } = body.data;
    const access = changeAccess(context);
    if (block && access !== "granted") {
      const error = `block is for others: ${refusal(access)}`;
      if (access === "unavailable") return context.json({ error, field: "block" }, 503, { "retry-after": "5" });
      return context.json({ error, field: "block" }, 403);
    }
    const word = { id: null, paymentId: id, verdict, fraudType, note: noteOf(note ?? ""), ...speaker(context) };
    const recording = await ledgerOf(context.env).recordVerdict(word, block ? changedBy(context).by : null);
    if (recording.status === "unknown") {
      return context.json({ error: notHere(daysKept(context.var.config, context.env)) }, 404);
    }
    if (recording.status === "waiting") return context.json({ error: NOT_RECORDED }, 503, { "retry-after": "5" });
    const verdicts = await openStore(context.env).verdictsOf(id);
    const changed = recording.status === "recorded";
    const { payment, blocked, blockProblem } = recording;
    const offer = payment.verdict === "fraud" && !blocked && access === "granted";
    const blocking = { blocked, offer, blockProblem };
    return context.json(
      {
        changed,
        payment: toView(payment, context.var.config.currency),
        verdicts: verdicts.map(toVerdictView),
        ...blocking,
      },
      200,
    );
  });
}
