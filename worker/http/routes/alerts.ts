// /api/alerts: the outbox, message by message, as it was or will be sent; and another try for what failed.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { keysToRetry } from "../../alert/afterAttempt.ts";
import { KEPT_HERE } from "../../notice/reference.ts";
import { paidView } from "../../payment/paid.ts";
import { openStore } from "../../store/open.ts";
import type { MessageSummary } from "../../store/outbox.ts";
import {
  type MessageView,
  messageInFull,
  messageList,
  messageView,
  SHOWN_PAYMENTS,
  state,
  triedAgain,
} from "../../wire/messages.ts";
import { isoTime } from "../../wire/views.ts";
import { audited } from "../audited.ts";
import type { App } from "../context.ts";
import { cursor, pageOf } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { findable, limit } from "../parameters.ts";

const params = z.object({ id: z.string().max(400, "must be at most 400 characters").transform(findable) });
const notFound = { description: "No such message", content: asProblem };

const listRoute = createRoute({
  method: "get",
  path: "/api/alerts",
  summary: "The outbox: what is told to whom, newest first",
  security: forReaders,
  request: {
    query: z.object({ state: state.optional(), limit, cursor }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: messageList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/alerts/{id}",
  summary: "One message in full, as it is sent",
  security: forReaders,
  request: { params },
  responses: {
    200: { description: "The message", content: { "application/json": { schema: messageInFull } } },
    ...refusals,
    400: { description: "The id is too long to be one", content: asProblem },
    404: notFound,
  },
});

const mailRoute = createRoute({
  method: "get",
  path: "/api/alerts/{id}/mail",
  summary: "The HTML of a mail, as mail programs show it",
  security: forReaders,
  request: { params },
  responses: {
    200: { description: "The mail", content: { "text/html": { schema: z.string() } } },
    ...refusals,
    400: { description: "The id is too long to be one", content: asProblem },
    404: notFound,
  },
});

const retryRoute = createRoute({
  method: "post",
  path: "/api/alerts/{id}/retry",
  summary: "Try a failed message again",
  description:
    "Where an earlier attempt may have been accepted, the provider's list is asked first and nothing is sent twice. " +
    "With `again=true` it is sent again all the same.",
  security: forReaders,
  request: { params, query: z.object({ again: z.enum(["true", "false"], "must be true or false").default("false") }) },
  responses: {
    202: {
      description: "It will be tried at once",
      content: { "application/json": { schema: messageInFull.shape.message } },
    },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
    404: notFound,
    409: { description: "It has not failed", content: asProblem },
  },
});

const retryAllRoute = createRoute({
  method: "post",
  path: "/api/alerts/again",
  summary: "Try all failed messages again",
  description:
    "However old they are. Where an earlier attempt may have been accepted, the provider's list is asked first, so that " +
    "nothing is sent twice. They count for MAIL_DAILY_LIMIT as any others do.",
  security: forReaders,
  responses: {
    202: {
      description: "They will be tried, one after the other",
      content: { "application/json": { schema: triedAgain } },
    },
    ...refusals,
  },
});

export function alertRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const { state, limit, cursor } = context.req.valid("query");
    const after = cursor === undefined ? null : { createdAt: cursor.at, id: cursor.id };
    const store = openStore(context.env);
    const [found, facts, origin] = await Promise.all([
      store.messages({ state: state ?? null }, limit + 1, after),
      store.outboxFacts(0),
      store.origin(),
    ]);
    const { page, next } = pageOf(found, limit, ({ createdAt }) => createdAt);
    return context.json(
      {
        messages: page.map(toMessageView),
        next,
        pending: facts.pending,
        failed: facts.failed,
        heldBack: facts.heldBack,
        simulated: origin === "simulated",
        delivery: context.var.config.mail.apiKey === null ? ("outbox" as const) : ("resend" as const),
      },
      200,
    );
  });

  app.openapi(oneRoute, async (context) => {
    const store = openStore(context.env);
    const message = await store.message(context.req.valid("param").id);
    if (message === null) return context.json({ error: "no message has this id" }, 404);
    const alerts = await store.alertsIn(message, SHOWN_PAYMENTS);
    const payments = alerts.map(({ paymentId, paidAt, ...paid }) => ({
      id: paymentId,
      ...paidView(paid, context.var.config.currency),
      paidAt: isoTime(paidAt),
    }));
    const { text, html } = message;
    return context.json({ message: toMessageView(message), text, html, payments }, 200);
  });

  app.openapi(mailRoute, async (context) => {
    const message = await openStore(context.env).message(context.req.valid("param").id);
    if (message === null || message.html === null) return context.json({ error: "no mail has this id" }, 404);
    return context.html(message.html, 200, { "content-security-policy": MAIL_POLICY });
  });

  app.openapi(retryRoute, async (context) => {
    const store = openStore(context.env);
    const { id } = context.req.valid("param");
    const message = await store.message(id);
    if (message === null) return context.json({ error: "no message has this id" }, 404);
    const keys = keysToRetry(message, context.req.valid("query").again === "true");
    if (!(await store.retry(id, keys, Date.now()))) return context.json({ error: "it has not failed" }, 409);
    const before = { state: "failed", problem: message.problem };
    await audited(context, { action: "message_sent_again", subject: id, before, after: { state: "pending" } });
    await context.env.OUTBOX.getByName("outbox").beat();
    const again = { ...message, state: "pending" as const, dueAt: Date.now(), problem: null, fate: null };
    return context.json(toMessageView(again), 202);
  });

  app.openapi(retryAllRoute, async (context) => {
    const messages = await openStore(context.env).retryAll(Date.now());
    if (messages > 0) {
      await audited(context, { action: "messages_sent_again", subject: "all", after: { messages } });
      await context.env.OUTBOX.getByName("outbox").beat();
    }
    return context.json({ messages }, 202);
  });
}

/**
 * Only a frame of the outbox page may show the mail. It runs no script and loads nothing, and its links open in a page of their
 * own. It keeps our origin only so that the page around it can measure it.
 */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
  "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

function toMessageView(message: MessageSummary): MessageView {
  const { id, notice, kind, target, subject, state, attempts, createdAt, dueAt, sentAt, problem, fate } = message;
  const [, channel = "", address = ""] = /^([a-z]+):(.*)$/s.exec(target) ?? [];
  return {
    ...{ id, notice, kind, subject, state, attempts, problem, fate },
    channel: messageView.shape.channel.parse(channel),
    to: channel === "mail" ? address : null,
    createdAt: isoTime(createdAt),
    nextAttemptAt: state === "pending" ? isoTime(dueAt) : null,
    sentAt: sentAt === null ? null : isoTime(sentAt),
    kept: message.reference === KEPT_HERE,
    maybeSent: state !== "sent" && message.doubtSince !== null,
  };
}
