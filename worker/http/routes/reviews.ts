// /api/reviews: flagged payments that wait for a person, and who looks at which. Every reader may.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { configOf } from "../../config/config.ts";
import { daysKept, notHere } from "../../config/paymentRetention.ts";
import { openStore } from "../../store/open.ts";
import type { StoredPayment } from "../../store/payments.ts";
import { isOpen, REVIEW_SORTS, type ReviewPlace, type ReviewSort, reviewPlace } from "../../store/reviews.ts";
import type { Store } from "../../store/store.ts";
import type { Claimant } from "../../verdict/claim.ts";
import { speakerWords } from "../../verdict/speaker.ts";
import { claimAnswer, claimRefused, client, givenBack, nextReview, reviewList } from "../../wire/reviews.ts";
import { timeIn } from "../../zone.ts";
import type { App } from "../context.ts";
import { encodeReviewPlace, reviewCursor } from "../cursor.ts";
import { jsonIn, readText, refusedBody } from "../door/body.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { findable, limit, paymentId, problemIn } from "../parameters.ts";
import { claimant, claimView, reviewView } from "../reviewView.ts";

const MAX_BODY_BYTES = 32_768;
/** What is counted at most: a page shows "more than 1,000". */
const MOST_COUNTED = 1_000;
const AT_ONCE = 100;
/** Enough to pass all claims that there may be, and all that are skipped. */
const MOST_PAGES = 25;
const MOST_SKIPPED = 200;
const NOT_JSON = 'the body is not JSON, or was cut off; it is an object such as {"client":"a1"}';

const sort = z.enum(REVIEW_SORTS, "must be risk or age").default("risk").openapi({
  description: "`risk`: the most money at risk first; `age`: the oldest payment first",
});
const CLIENT =
  "A name that a browser (or program) made for itself: without Cloudflare Access it is all that tells two apart who have the same token";
const clientOf = client.nullish().meta({ description: CLIENT });
const params = z.object({ id: paymentId });

const listRoute = createRoute({
  method: "get",
  path: "/api/reviews",
  summary: "Payments in review, and declined ones, of which nobody has said what they were",
  security: forReaders,
  request: {
    query: z.object({ sort, limit, cursor: reviewCursor, client: client.optional().meta({ description: CLIENT }) }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: reviewList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

const claiming = z.strictObject(
  { client: clientOf },
  { error: ({ code }) => (code === "unrecognized_keys" ? undefined : 'must be an object such as {"client":"a1"}') },
);

const badBody = {
  400: { description: "The body, or a parameter, is wrong", content: asProblem },
  408: { description: "The body took too long", content: asProblem },
  413: { description: "Too large", content: asProblem },
  415: { description: "Compressed", content: asProblem },
};

const claimRoute = createRoute({
  method: "post",
  path: "/api/reviews/{id}/claim",
  summary: "Take a payment for ten minutes, so that nobody else reviews it",
  description: "By the same person once more: for ten minutes from now. It hinders nobody from saying a verdict.",
  security: forReaders,
  request: { params, body: { required: true, content: { "application/json": { schema: claiming } } } },
  responses: {
    200: { description: "It is the caller's", content: { "application/json": { schema: claimAnswer } } },
    ...refusals,
    ...badBody,
    404: { description: "No such payment", content: asProblem },
    409: {
      description: "Somebody else has it, and until when; or it is not to be reviewed (any more)",
      content: { "application/json": { schema: claimRefused } },
    },
  },
});

const giveBackRoute = createRoute({
  method: "delete",
  path: "/api/reviews/{id}/claim",
  summary: "Give a payment back",
  security: forReaders,
  request: { params, query: z.object({ client: client.optional().meta({ description: CLIENT }) }) },
  responses: {
    200: {
      description: "The caller does not have it (any more)",
      content: { "application/json": { schema: givenBack } },
    },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

const asked = z.strictObject(
  {
    sort,
    client: clientOf,
    skip: z
      .array(
        z.string("must be text").max(64, "must be at most 64 characters").transform(findable),
        "must be a list of payments' ids",
      )
      .max(MOST_SKIPPED, `must have at most ${MOST_SKIPPED} ids`)
      .default([])
      .openapi({ description: "Payments that the caller has passed over" }),
  },
  { error: ({ code }) => (code === "unrecognized_keys" ? undefined : 'must be an object such as {"sort":"risk"}') },
);

const nextRoute = createRoute({
  method: "post",
  path: "/api/reviews/next",
  summary: "Take the next payment that nobody looks at",
  security: forReaders,
  request: { body: { required: true, content: { "application/json": { schema: asked } } } },
  responses: {
    200: { description: "It is the caller's for ten minutes", content: { "application/json": { schema: nextReview } } },
    ...refusals,
    ...badBody,
  },
});

function deskOf(env: Env) {
  return env.DESK.getByName("desk");
}

export function reviewRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const { sort, limit, cursor, client } = context.req.valid("query");
    if (cursor !== undefined && cursor.sort !== sort) {
      return context.json({ error: `cursor is of a queue by ${cursor.sort}`, field: "cursor" }, 400);
    }
    const store = openStore(context.env);
    const [found, counted, claims, origin] = await Promise.all([
      store.openReviews({ sort, limit: limit + 1, after: cursor?.place ?? null }),
      store.countOpenReviews(MOST_COUNTED + 1),
      deskOf(context.env).claims(claimant(context, client)),
      store.origin(),
    ]);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const byId = new Map(claims.map((claim) => [claim.payment, claim]));
    const nowMs = Date.now();
    const { currency } = context.var.config;
    const mine = claims.filter(({ isMine }) => isMine).length;
    return context.json(
      {
        reviews: page.map((payment) => reviewView(payment, byId.get(payment.id) ?? null, nowMs, currency)),
        simulated: origin === "simulated",
        counts: {
          open: Math.min(counted, MOST_COUNTED),
          more: counted > MOST_COUNTED,
          mine,
          claimedByOthers: claims.length - mine,
        },
        next: found.length > limit && last !== undefined ? encodeReviewPlace(sort, reviewPlace(sort, last)) : null,
      },
      200,
    );
  });

  // Bodies are JSON whatever their content type says, as on every other way in.
  app.openAPIRegistry.registerPath(nextRoute);
  app.post(nextRoute.getRoutingPath(), async (context) => {
    const body = await bodyOf(context, asked);
    if (body instanceof Response) return body;
    const taken = await takeNext(context.env, body, claimant(context, body.client));
    return context.json({ review: taken }, 200);
  });

  app.openAPIRegistry.registerPath(claimRoute);
  app.post(claimRoute.getRoutingPath(), async (context) => {
    const of = params.safeParse(context.req.param());
    if (!of.success) return context.json(problemIn(of.error), 400);
    const body = await bodyOf(context, claiming);
    if (body instanceof Response) return body;
    const { id } = of.data;
    const { ok, claim } = await deskOf(context.env).claim(id, claimant(context, body.client));
    if (!ok) {
      const error = `${speakerWords(claim.by)} is at this payment, until ${timeIn(context.var.config.reportZone, claim.until)}`;
      return context.json({ error, claim: claimView(claim) }, 409);
    }
    // Looked at afterwards: what another person said before they gave it back is seen here.
    const payment = await openStore(context.env).payment(id);
    if (payment !== null && isOpen(payment)) return context.json({ claim: claimView(claim) }, 200);
    await deskOf(context.env).done(id);
    if (payment === null) return context.json({ error: notHere(daysKept(context.var.config, context.env)) }, 404);
    return context.json({ error: notOpen(payment), claim: null }, 409);
  });

  app.openapi(giveBackRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { client } = context.req.valid("query");
    return context.json({ given: await deskOf(context.env).giveBack(id, claimant(context, client)) }, 200);
  });
}

async function bodyOf<Body>(context: Context<App>, schema: z.ZodType<Body>): Promise<Body | Response> {
  const reading = await readText(context.req.raw, MAX_BODY_BYTES);
  if (!reading.ok) return refusedBody(context, reading);
  const json = jsonIn(reading.text);
  if (json === undefined) return context.json({ error: NOT_JSON }, 400);
  const read = schema.safeParse(json);
  return read.success ? read.data : context.json(problemIn(read.error), 400);
}

/** Reads the queue until one of it is free. Null where all are taken. */
async function takeNext(env: Env, { sort, skip }: { sort: ReviewSort; skip: readonly string[] }, who: Claimant) {
  const store = openStore(env);
  const skipped = new Set(skip);
  let after: ReviewPlace | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page: StoredPayment[] = await store.openReviews({ sort, limit: AT_ONCE, after });
    const taken = await takeOf(
      env,
      store,
      page.filter(({ id }) => !skipped.has(id)),
      who,
    );
    if (taken !== null) return taken;
    const last = page.at(-1);
    if (page.length < AT_ONCE || last === undefined) return null;
    after = reviewPlace(sort, last);
  }
  return null;
}

async function takeOf(env: Env, store: Store, page: readonly StoredPayment[], who: Claimant) {
  const desk = deskOf(env);
  for (let ids = page.map(({ id }) => id); ids.length > 0; ) {
    const claim = await desk.claimFirst(ids, who);
    if (claim === null) return null;
    // Somebody may have said what it was, and given it back, after the page was read.
    const payment = await store.payment(claim.payment);
    if (payment !== null && isOpen(payment)) return reviewView(payment, claim, Date.now(), configOf(env).currency);
    await desk.done(claim.payment);
    ids = ids.filter((id) => id !== claim.payment);
  }
  return null;
}

function notOpen({ outcome, verdict }: StoredPayment): string {
  if (verdict !== null) return `somebody has said that this payment is ${verdict}`;
  return `this payment is not to be reviewed: its outcome was ${outcome}`;
}
