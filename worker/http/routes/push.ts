// POST /api/payments takes payments that are pushed. After the door they go the same way as polled ones. With `async=1` they go
// through the queue in front of the deciders.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { within } from "../../deadline.ts";
import type { Note, Reject } from "../../payment/payment.ts";
import { readRows } from "../../payment/readRows.ts";
import { feedRow, ownRow, refundRow } from "../../payment/rowSchema.ts";
import { type Arrival, arrivalsOf, type Receipt } from "../../pipeline/arrival.ts";
import { notesThatHold } from "../../pipeline/came.ts";
import { decideArrivals, settleOrigin } from "../../pipeline/deciders.ts";
import { mixing, SIMULATOR_HEADER } from "../../pipeline/origin.ts";
import { enqueue } from "../../queue/enqueue.ts";
import type { Origin } from "../../store/payments.ts";
import { waitedFor } from "../../thread.ts";
import {
  accepted,
  type DecisionAnswer,
  decision,
  decisions,
  type RefundAnswer,
  type RefusedAnswer,
  refundTaken,
} from "../../wire/answers.ts";
import type { App } from "../context.ts";
import { type PushAccess, pushAccess } from "../door/access.ts";
import { readText, refusedBody, withoutMark } from "../door/body.ts";
import { slowed } from "../door/guesses.ts";
import { isSigned } from "../door/signature.ts";
import { asProblem, forSenders } from "../openapi.ts";
import { refusalOfUnknown } from "../unknownParameters.ts";

const AT_ONCE = { maxPayments: 100, maxBytes: 1024 * 1024 };
const QUEUED = { maxPayments: 1_000, maxBytes: 4 * 1024 * 1024 };
/**
 * Longest time until a push is answered, however many groups and queries it waits for. Webhook senders wait ten to fifteen
 * seconds. It is a little longer than one query gets (PATIENCE), so that the answer can name a store that does not answer.
 */
const ANSWER_WITHIN_MS = 10_500;
/** Answered with 501, because trying again changes nothing. */
const NO_QUEUE =
  "there is no queue here to take payments for later: send them without async, or make one: npm run deploy -- --queue";

const NOT_SIGNED =
  "a valid signature is needed: a push is signed here with INGEST_SECRET, as Standard Webhooks say, in the headers webhook-id, " +
  "webhook-timestamp and webhook-signature";
const NO_TOKEN = "a valid token is needed: a push shows DASHBOARD_TOKEN here, in the header `Authorization: Bearer …`";
const NO_WAY = "closed: a push must be signed here, and no INGEST_SECRET is set up to sign with";

/** FeedRow keeps its name: programs are made from it. */
const rowInput = z.union([
  feedRow.openapi("FeedRow", { description: "A row as the known feed sends it" }),
  ownRow.openapi("OwnRow", { description: "A row as other systems have it" }),
  refundRow.openapi("RefundRow", { description: "Money that goes back" }),
]);

const query = z.object({
  async: z
    .enum(["1", "true"])
    .optional()
    .meta({ description: "Take them for later: up to 1,000, in a body of at most 4 MiB" }),
  past: z.enum(["1", "true"]).optional().meta({
    description:
      "They are loaded as past: judged and stored like any other, but nobody is alerted. While decided payments wait longer than usual to be recorded, as when the store is away, none of them is taken: 503 with Retry-After",
  }),
  of: z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .optional()
    .openapi({
      example: "37000",
      description:
        "With `past`, in each request: how many payments are loaded in all, 1 or more, so that boards can show how far the load has come; what is taken stays the same without it",
    }),
});

const route = createRoute({
  method: "post",
  path: "/api/payments",
  summary: "Score one payment, or up to 100; or take up to 1,000 for later",
  description:
    "Answers once the payments are decided: at most 100, in a body of at most 1 MiB. One payment gets its decision, a list gets `decisions` and `rejects`. A refund is kept and not scored. " +
    "With `async=1` the answer is 202 once they lie in the queue, and they are decided soon after: GET /api/payments/:id, which says whether it counts as simulated; that is settled once it is stored. " +
    "Sending a payment again is harmless. With INGEST_SECRET set, requests are signed as Standard Webhooks say. " +
    "A header x-vigie-simulator says that the payments are made up; a Vigie holds simulated payments or real ones, never both. " +
    "Without it, what is pushed to one that holds simulated payments counts as simulated.",
  request: {
    query,
    body: {
      required: true,
      content: { "application/json": { schema: z.union([rowInput, z.array(rowInput).max(QUEUED.maxPayments)]) } },
    },
  },
  security: forSenders,
  responses: {
    200: {
      description: "Decided",
      content: { "application/json": { schema: z.union([decision, refundTaken, decisions]) } },
    },
    202: { description: "Queued (async)", content: { "application/json": { schema: accepted } } },
    400: { description: "Not readable as payments", content: asProblem },
    401: { description: "Not signed, or not rightly", content: asProblem },
    403: { description: "From a page of another site, or over plain http", content: asProblem },
    409: { description: "Simulated payments for a Vigie that holds real ones", content: asProblem },
    408: { description: "The body took too long", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Compressed", content: asProblem },
    422: { description: "The one payment was refused", content: asProblem },
    429: {
      description: "Too many wrong tokens (on a developer's own machine): again after Retry-After",
      content: asProblem,
    },
    501: { description: "There is no queue (async)", content: asProblem },
    503: {
      description:
        "Closed, or not everything could be decided or queued, or payments of the past must wait: send it again after Retry-After",
      content: asProblem,
    },
  },
});

export function pushRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  // The body is read by the feed's own parser, which keeps 19-digit integers exact; a JSON middleware would not.
  app.post(route.path, (context) => waitedFor(Date.now, () => answerTo(context)));
}

async function answerTo(context: Context<App>): Promise<Response> {
  // Access is checked first, above all before the body is read: a stranger's body must not even fill our memory.
  const refusal = refusalOf(await pushAccess(context), context) ?? refusalOfUnknown(context, Object.keys(query.shape));
  if (refusal !== null) return refusal;
  const isAsync = switchOf(context.req.queries("async"));
  if (isAsync === null) return refusedSwitch(context, "async", "to wait for the decision");
  const isPast = switchOf(context.req.queries("past"));
  if (isPast === null) return refusedSwitch(context, "past", "for payments of now");
  const expected = query.shape.of.safeParse(context.req.query("of"));
  if (!expected.success) return context.json({ error: "of must be a number of payments", field: "of" }, 400);
  const { maxPayments, maxBytes } = isAsync ? QUEUED : AT_ONCE;
  const reading = await readText(context.req.raw, maxBytes);
  if (!reading.ok) return refusedBody(context, reading);
  const { config } = context.var;
  const isGenuine =
    config.ingestSecret === null || isSigned(config.ingestSecret, context.req.raw.headers, reading.text);
  if (!isGenuine) return context.json({ error: NOT_SIGNED }, 401);

  const body = withoutMark(reading.text);
  const read = readRows(body, maxPayments);
  if (!read.ok) return context.json({ error: read.problem }, 400);
  const isSimulated = context.req.header(SIMULATOR_HEADER) !== undefined;
  const held = isSimulated ? await originThatHolds(context) : null;
  if (held === "real") return context.json({ error: `the body holds ${mixing("simulated")}` }, 409);
  const past = { expected: expected.data === undefined ? null : Number(expected.data) };
  const how = {
    ...({ source: "push", seenAt: Date.now() } as const),
    ...(isPast ? { past } : {}),
    ...(isSimulated ? { simulated: isSimulated } : {}),
  };
  const arrivals = arrivalsOf(read.rows, how, config, context.env);
  const isOne = /^\s*\{/.test(body) && arrivals.length === 1;
  return isAsync ? takeForLater(context, arrivals, isOne) : decideNow(context, arrivals, isOne);
}

/** Says which of the two ways in is set up. Null when access is granted. */
function refusalOf(access: PushAccess, context: Context<App>): Response | Promise<Response> | null {
  if (typeof access === "object") return slowed(context, access.waitMs);
  switch (access) {
    case "granted":
      return null;
    case "not signed":
      return context.json({ error: NOT_SIGNED }, 401);
    case "no token":
      return context.json({ error: NO_TOKEN }, 401, { "www-authenticate": "Bearer" });
    case "no way":
      return context.json({ error: NO_WAY }, 503);
    case "closed":
      return context.json({ error: "closed" }, 503);
  }
}

/** Settles it, where nothing is stored yet. */
export function originThatHolds(context: Context<App>): Promise<Origin> {
  return within(ANSWER_WITHIN_MS, () => settleOrigin(context.env, "simulated"));
}

async function decideNow(context: Context<App>, arrivals: readonly Arrival[], isOne: boolean): Promise<Response> {
  const { env } = context;
  const receipts = await within(ANSWER_WITHIN_MS, () => decideArrivals(env, context.var.config, arrivals));
  const [one] = receipts;
  if (isOne && one !== undefined) {
    return one.status === "rejected"
      ? context.json(problemOf(one.reject), 422)
      : context.json(answerOf(one, arrivals[0]));
  }
  return context.json({
    decisions: receipts.flatMap((receipt, at) =>
      receipt.status === "rejected" ? [] : [answerOf(receipt, arrivals[at])],
    ),
    rejects: refusedAmong(receipts.map((receipt) => (receipt.status === "rejected" ? receipt.reject : null))),
  });
}

async function takeForLater(context: Context<App>, arrivals: readonly Arrival[], isOne: boolean): Promise<Response> {
  const { QUEUE } = context.env;
  if (QUEUE === undefined) return context.json({ error: NO_QUEUE }, 501);
  // Rows that the door refused go along, to be kept and counted like any other reject.
  await enqueue(QUEUE, arrivals);
  const [one] = arrivals;
  if (isOne && one?.admission.ok === false) return context.json(problemOf(one.admission.reject), 422);
  const notes = arrivals.flatMap((arrival, index) => notesOf(arrival).map((note) => ({ index, ...note })));
  return context.json(
    {
      accepted: arrivals.flatMap(({ admission }) => (admission.ok ? [(admission.payment ?? admission.refund).id] : [])),
      rejects: refusedAmong(arrivals.map(({ admission }) => (admission.ok ? null : admission.reject))),
      ...(notes.length === 0 ? {} : { notes }),
    },
    202,
  );
}

/** Null when the value is none that turns something on. */
function switchOf(values: readonly string[] | undefined): boolean | null {
  if (values === undefined) return false;
  return values.length === 1 && (values[0] === "1" || values[0] === "true") ? true : null;
}

function refusedSwitch(context: Context<App>, field: string, without: string): Response {
  return context.json({ error: `${field} must be 1 or true, given once; leave it out ${without}`, field }, 400);
}

export function answerOf(
  { payment, refund, ...receipt }: Exclude<Receipt, { status: "rejected" }>,
  arrival?: Arrival,
): DecisionAnswer | RefundAnswer {
  if (payment === undefined) {
    const notes = notesOf(arrival);
    const { id, paymentId } = refund;
    return { type: "refund", id, ...receipt, refundOf: paymentId, ...(notes.length === 0 ? {} : { notes }) };
  }
  const notes = [...notesThatHold(notesOf(arrival), payment), ...(receipt.notes ?? [])];
  const unfamiliar = payment.unfamiliar ?? [];
  const policy = payment.policy ?? null;
  return { ...receipt, ...payment, unfamiliar, policy, ...(notes.length === 0 ? {} : { notes }) };
}

function notesOf(arrival: Arrival | undefined): Note[] {
  return arrival?.admission.ok === true ? (arrival.admission.notes ?? []) : [];
}

function problemOf({ reason, field }: Reject): { error: string; field?: string } {
  return { error: reason, ...(field === null ? {} : { field }) };
}

/** The refused rows. `rejects` has one entry for each row, in order, and null for a row that was not refused. */
export function refusedAmong(rejects: readonly (Reject | null)[]): RefusedAnswer[] {
  return rejects.flatMap((reject, index) => {
    if (reject === null) return [];
    const { paymentId, code, field, reason } = reject;
    return [{ index, id: paymentId, code, field, error: reason }];
  });
}
