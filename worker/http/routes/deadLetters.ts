// /api/dead-letters: queued messages that could not be processed; another try for them, or the end of trying.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { deadLetters } from "../../queue/deadLetters.ts";
import { deadLetterId, deadLetterList, deadLettersReplayed } from "../../wire/deadLetters.ts";
import { isoTime } from "../../wire/views.ts";
import { audited } from "../audited.ts";
import type { App } from "../context.ts";
import { speaker } from "../door/access.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { limit } from "../parameters.ts";

const params = z.object({ id: z.string().max(64, "must be at most 64 characters") });
const notFound = { description: "No such message, or no longer", content: asProblem };

const listRoute = createRoute({
  method: "get",
  path: "/api/dead-letters",
  summary: "Queued messages that could not be processed, the last that failed first",
  security: forReaders,
  request: { query: z.object({ limit }) },
  responses: {
    200: { description: "The messages", content: { "application/json": { schema: deadLetterList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

const replayAllRoute = createRoute({
  method: "post",
  path: "/api/dead-letters/replay",
  summary: "Send all of them into the queue again",
  description: "As many as one request can see to; while some are left, ask again. Harmless however often.",
  security: forReaders,
  responses: {
    202: { description: "How many lie in the queue", content: { "application/json": { schema: deadLettersReplayed } } },
    ...refusals,
    501: { description: "There is no queue", content: asProblem },
  },
});

const replayRoute = createRoute({
  method: "post",
  path: "/api/dead-letters/{id}/replay",
  summary: "Send it into the queue again",
  description: "Harmless however often: payments that are stored already stay as they are.",
  security: forReaders,
  request: { params },
  responses: {
    202: { description: "It lies in the queue", content: { "application/json": { schema: deadLetterId } } },
    ...refusals,
    400: { description: "The id is too long to be one", content: asProblem },
    404: notFound,
    501: { description: "There is no queue", content: asProblem },
  },
});

const discardRoute = createRoute({
  method: "post",
  path: "/api/dead-letters/{id}/discard",
  summary: "Give it up",
  description:
    "Its payments are kept among the refused rows, with what they were and who gave them up, and are not scored. " +
    "Those that are stored already stay as they are.",
  security: forReaders,
  request: { params },
  responses: {
    200: { description: "Kept as refused rows", content: { "application/json": { schema: deadLetterId } } },
    ...refusals,
    400: { description: "The id is too long to be one", content: asProblem },
    404: notFound,
  },
});

export function deadLetterRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const found = await deadLetters(context.env).list(context.req.valid("query").limit);
    const letters = found.map(({ firstFailedAt, lastFailedAt, ...rest }) => ({
      ...rest,
      firstFailedAt: isoTime(firstFailedAt),
      lastFailedAt: isoTime(lastFailedAt),
    }));
    return context.json({ deadLetters: letters }, 200);
  });

  app.openapi(replayAllRoute, async (context) => {
    if (context.env.QUEUE === undefined) return context.json({ error: NO_QUEUE }, 501);
    const replayed = await deadLetters(context.env).replayAll();
    if (replayed.sent > 0) {
      await audited(context, { action: "dead_letters_sent_again", subject: "all", after: replayed });
    }
    return context.json(replayed, 202);
  });

  app.openapi(replayRoute, async (context) => {
    const { id } = context.req.valid("param");
    if (context.env.QUEUE === undefined) return context.json({ error: NO_QUEUE }, 501);
    const letters = deadLetters(context.env);
    const before = await letters.about(id);
    if (!(await letters.replay(id))) return context.json({ error: NONE }, 404);
    await audited(context, { action: "dead_letter_sent_again", subject: id, before });
    return context.json({ id }, 202);
  });

  app.openapi(discardRoute, async (context) => {
    const { id } = context.req.valid("param");
    const letters = deadLetters(context.env);
    const before = await letters.about(id);
    if (!(await letters.discard(id, speaker(context)))) return context.json({ error: NONE }, 404);
    await audited(context, { action: "dead_letter_given_up", subject: id, before });
    return context.json({ id }, 200);
  });
}

const NO_QUEUE = "there is no queue to send it to";
const NONE = "no message has this id; it may have been sent again or given up already";
