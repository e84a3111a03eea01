// POST /api/payments: payments that come by themselves. From the door on the same way as polled ones.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { admit, rowSchema } from "../payment/row.ts";
import { type Row, rowsOf } from "../payment/wire.ts";
import { type Arrival, packArrivals, type Receipt, unpackReceipts } from "../pipeline/arrival.ts";
import { pushAccess } from "./access.ts";
import { type DecisionAnswer, decision, decisions } from "./answers.ts";
import type { App } from "./app.ts";
import { asProblem, forSenders } from "./openapi.ts";

const MAX_PAYMENTS = 100;
const MAX_BODY_BYTES = 1024 * 1024;

const rowInput = z.object(rowSchema.shape).openapi("FeedRow");

const route = createRoute({
  method: "post",
  path: "/api/payments",
  summary: "Score one payment, or up to 100",
  description:
    "Answers once the payments are stored. One payment gets its decision, a list gets `decisions` and `rejects`. " +
    "Sending a payment again is harmless. With INGEST_SECRET set, requests are signed as Standard Webhooks say.",
  request: {
    body: { content: { "application/json": { schema: z.union([rowInput, z.array(rowInput).max(MAX_PAYMENTS)]) } } },
  },
  security: forSenders,
  responses: {
    200: { description: "Decided", content: { "application/json": { schema: z.union([decision, decisions]) } } },
    400: { description: "Not readable as payments", content: asProblem },
    401: { description: "Not signed, or not rightly", content: asProblem },
    403: { description: "From a page of another site", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Compressed", content: asProblem },
    422: { description: "The one payment was refused", content: asProblem },
    503: { description: "Closed, or nothing could be stored: send it again after Retry-After", content: asProblem },
  },
});

export function pushRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  // The body is read by the feed's own parser, which keeps 19-digit integers exact; a JSON middleware would not.
  app.post(route.path, async (context) => {
    const { config } = context.var;
    const reading = await readText(context.req.raw);
    if (!reading.ok) return context.json({ error: reading.error }, reading.status);
    const { body } = reading;
    const access = pushAccess(config, context.req.raw.headers, body);
    if (access === "closed") return context.json({ error: "closed" }, 503);
    if (access === "denied") return context.json({ error: "a valid signature is needed" }, 401);

    const read = rowsOf(body, MAX_PAYMENTS);
    if (!read.ok) return context.json({ error: read.problem }, 400);
    const arrivals = arrivalsOf(read.rows, config.cardKey, Date.now());
    const receipts = unpackReceipts(await context.env.INTAKE.getByName("intake").take(packArrivals(arrivals)));
    const one = receipts[0];
    if (/^\s*\{/.test(body) && receipts.length === 1 && one !== undefined) {
      if (one.status !== "rejected") return context.json(answerOf(one));
      return context.json(
        { error: one.reject.reason, ...(one.reject.field === null ? {} : { field: one.reject.field }) },
        422,
      );
    }
    return context.json({
      decisions: receipts.flatMap((receipt) => (receipt.status === "rejected" ? [] : [answerOf(receipt)])),
      rejects: receipts.flatMap((receipt, index) => {
        if (receipt.status !== "rejected") return [];
        const { paymentId, code, field, reason } = receipt.reject;
        return [{ index, id: paymentId, code, field, error: reason }];
      }),
    });
  });
}

function arrivalsOf(rows: readonly Row[], cardKey: string, seenAt: number): Arrival[] {
  return rows.map((row) => ({ admission: admit(row, { cardKey, nowMs: seenAt }), source: "push", seenAt }));
}

function answerOf({ status, payment }: Exclude<Receipt, { status: "rejected" }>): DecisionAnswer {
  return { status, ...payment };
}

type Reading = { ok: true; body: string } | { ok: false; status: 400 | 413 | 415; error: string };

/** Stops reading at the cap: a body without a length may go on forever. */
async function readText(request: Request): Promise<Reading> {
  if (request.headers.has("content-encoding")) {
    return { ok: false, status: 415, error: "the body must not be compressed (Content-Encoding)" };
  }
  const tooLarge = { ok: false, status: 413, error: `the body must be at most ${MAX_BODY_BYTES} bytes` } as const;
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return tooLarge;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let body = "";
  let size = 0;
  try {
    // The usual case, and the cheaper way to read it.
    if (request.headers.has("content-length")) return { ok: true, body: decoder.decode(await request.arrayBuffer()) };
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) return tooLarge;
      body += decoder.decode(chunk, { stream: true });
    }
    return { ok: true, body: body + decoder.decode() };
  } catch {
    return { ok: false, status: 400, error: "the body was cut off, or is not UTF-8" };
  }
}
