// GET /api/cards and GET /api/merchants: what is known of all of them, and of one.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { hasEnded } from "../../policy/rule.ts";
import { openStore } from "../../store/open.ts";
import { SUBJECT_SORTS, type SubjectKind } from "../../store/subjects.ts";
import { LOOKED_AT, pictureOf } from "../../subjects/picture.ts";
import { cardInFull, cardList, merchantInFull, merchantList } from "../../wire/subjects.ts";
import type { App } from "../context.ts";
import { encodeSubjectPlace, subjectCursor } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { findable, limit } from "../parameters.ts";
import { shownCard, shownMerchant, shownPicture } from "../subjectView.ts";

const NO_CARD =
  "no payment of a card with this id was ever recorded: it is the id that its payments show, never its number";
const NO_MERCHANT =
  "no payment at a merchant of this name was ever recorded: it is the whole name, as its payments show it";

const sort = z
  .enum(SUBJECT_SORTS, `must be one of ${SUBJECT_SORTS.join(", ")}`)
  .default("last")
  .openapi({
    description:
      "`last`: the ones that paid last first; otherwise those with the most. By declines and by frauds only those with one at least",
  });
const q = (description: string) =>
  z
    .string("must be given once")
    .max(100, "must be at most 100 characters")
    .transform(findable)
    .optional()
    .meta({ description });
const asked = (description: string) => z.object({ sort, q: q(description), limit, cursor: subjectCursor });
type Asked = z.infer<ReturnType<typeof asked>>;

const listResponses = { ...refusals, 400: { description: "A parameter is wrong", content: asProblem } };
const SEARCHED = "Where `q` is given a page looks at 25,000 at most, and `searched` says when there may be more.";

const cardsRoute = createRoute({
  method: "get",
  path: "/api/cards",
  summary: "The cards that ever paid, with their sums",
  description: SEARCHED,
  security: forReaders,
  request: { query: asked("The beginning of a card's id, or its last four digits") },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: cardList } } },
    ...listResponses,
  },
});

const merchantsRoute = createRoute({
  method: "get",
  path: "/api/merchants",
  summary: "The merchants that were ever paid, with their sums",
  description: SEARCHED,
  security: forReaders,
  request: { query: asked("Part of a name, with or without its accents, in any case") },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: merchantList } } },
    ...listResponses,
  },
});

const ABOUT = "Its payments themselves are at ";
const id = z.string().max(64, "must be at most 64 characters").transform(findable);
const cardRoute = createRoute({
  method: "get",
  path: "/api/cards/{id}",
  summary: "What is known of a card",
  description: `${ABOUT}\`/api/payments?card=ID\`.`,
  security: forReaders,
  request: { params: z.object({ id }) },
  responses: {
    200: { description: "The card", content: { "application/json": { schema: cardInFull } } },
    ...listResponses,
    404: { description: "It never paid here", content: asProblem },
  },
});

const name = z
  .string()
  .max(400, "is longer than any merchant's name")
  .transform(findable)
  .meta({ description: "Its whole name, percent-encoded: `A%2FB` where it is A/B" });
const merchantRoute = createRoute({
  method: "get",
  path: "/api/merchants/{name}",
  summary: "What is known of a merchant",
  description: `${ABOUT}\`/api/payments?merchant=NAME\`.`,
  security: forReaders,
  request: { params: z.object({ name }) },
  responses: {
    200: { description: "The merchant", content: { "application/json": { schema: merchantInFull } } },
    ...listResponses,
    404: { description: "Nobody ever paid it here", content: asProblem },
  },
});

export function subjectRoutes(app: OpenAPIHono<App>): void {
  app.openapi(cardsRoute, async (context) => {
    const query = context.req.valid("query");
    if (isOfAnother(query)) return context.json(otherSorting(query), 400);
    const { subjects, ...page } = await listed(context, "card", query);
    return context.json({ cards: subjects.map((each) => shownCard(each, page.currency)), ...page }, 200);
  });

  app.openapi(merchantsRoute, async (context) => {
    const query = context.req.valid("query");
    if (isOfAnother(query)) return context.json(otherSorting(query), 400);
    const { subjects, ...page } = await listed(context, "merchant", query);
    return context.json({ merchants: subjects.map((each) => shownMerchant(each, page.currency)), ...page }, 200);
  });

  app.openapi(cardRoute, async (context) => {
    const found = await inFull(context, "card", context.req.valid("param").id);
    if (found === null) return context.json({ error: NO_CARD }, 404);
    const { subject, picture } = found;
    return context.json({ card: shownCard(subject, picture.currency), ...picture }, 200);
  });

  app.openapi(merchantRoute, async (context) => {
    const found = await inFull(context, "merchant", context.req.valid("param").name);
    if (found === null) return context.json({ error: NO_MERCHANT }, 404);
    const { subject, picture } = found;
    return context.json({ merchant: shownMerchant(subject, picture.currency), ...picture }, 200);
  });
}

function isOfAnother({ cursor, sort }: Asked): boolean {
  return cursor !== undefined && cursor.sort !== sort;
}

function otherSorting({ cursor, sort }: Asked) {
  const error = `cursor belongs to a list sorted by ${cursor?.sort}, and this one is by ${sort}: begin without it`;
  return { error, field: "cursor" };
}

async function listed(context: Context<App>, kind: SubjectKind, { sort, q, limit, cursor }: Asked) {
  const store = openStore(context.env);
  const asked = { sort, limit, after: cursor?.place ?? null, q: q === undefined || q === "" ? null : q };
  const [{ subjects, next, searched }, origin] = await Promise.all([store.subjects(kind, asked), store.origin()]);
  return {
    subjects,
    ...{ currency: context.var.config.currency, simulated: origin === "simulated" },
    next: next === null ? null : encodeSubjectPlace(sort, next),
    ...(searched === null ? {} : { searched }),
  };
}

/** Null: there is no such card or merchant. */
async function inFull(context: Context<App>, kind: SubjectKind, value: string) {
  const { reportZone, currency } = context.var.config;
  const store = openStore(context.env);
  const [found, entries, origin] = await Promise.all([
    store.subject(kind, value, LOOKED_AT),
    store.entriesWith([{ kind, value }]),
    store.origin(),
  ]);
  if (found === null) return null;
  const nowMs = Date.now();
  const listed = entries.filter((entry) => !hasEnded(entry, nowMs));
  const picture = pictureOf(found, LOOKED_AT, nowMs, reportZone);
  const shown = shownPicture(picture, found.subject, { alerts: found.alerts, listed, currency });
  return { subject: found.subject, picture: { ...shown, timezone: reportZone, simulated: origin === "simulated" } };
}
