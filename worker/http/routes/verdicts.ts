// POST /api/payments/:id/verdict: a person's word on a payment, from the board or from a program.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { daysKept, notHere } from "../../config/retention.ts";
import { openStore } from "../../store/open.ts";
import { NOTE_LENGTH, noteOf } from "../../verdict/note.ts";
import { verdictAnswer } from "../../wire/answers.ts";
import { toVerdictView, toView } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { speaker } from "../door/access.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { paymentId } from "../parameters.ts";

const MAX_BODY_BYTES = 16_384;

const route = createRoute({
  method: "post",
  path: "/api/payments/{id}/verdict",
  summary: "Say what a payment was",
  description:
    "May be changed as often as one likes: the newest counts, and every one is kept. Saying the same again changes " +
    "nothing. Null takes back what was said before.",
  security: forReaders,
  middleware: bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => context.json({ error: `the body must be at most ${MAX_BODY_BYTES} bytes` }, 413),
  }),
  request: {
    params: z.object({ id: paymentId }),
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({
            verdict: z.enum(["fraud", "legitimate"], "must be fraud, legitimate or null").nullable(),
            note: z
              .string("must be text")
              .max(NOTE_LENGTH, `must be at most ${NOTE_LENGTH} characters`)
              .nullish()
              .meta({ description: "Kept in one line; card numbers in it are masked" }),
          }),
        },
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
    404: { description: "No such payment", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Not JSON", content: asProblem },
  },
});

export function verdictRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const { verdict, note } = context.req.valid("json");
    const word = { id: null, paymentId: id, verdict, note: noteOf(note ?? ""), ...speaker(context) };
    const recording = await context.env.INTAKE.getByName("intake").record(word);
    if (recording.status === "unknown") {
      return context.json({ error: notHere(daysKept(context.var.config, context.env)) }, 404);
    }
    const verdicts = await openStore(context.env).verdictsOf(id);
    const changed = recording.status === "recorded";
    return context.json({ changed, payment: toView(recording.payment), verdicts: verdicts.map(toVerdictView) }, 200);
  });
}
