// POST /api/payments/from/:source takes an event as another system sends it: its payments are decided, its words on payments become
// verdicts, and the rest is acknowledged. Its own signature opens the door.
import { createHash } from "node:crypto";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { isOpen } from "../../config/config.ts";
import { sourceSecret, sourceSecretName } from "../../config/sourceSecrets.ts";
import { within } from "../../deadline.ts";
import { logError } from "../../log.ts";
import { parseJson } from "../../payment/json.ts";
import { apply, problemsOf } from "../../payment/sources/apply.ts";
import type { TakenEvent } from "../../payment/sources/taken.ts";
import { arrivalsOf } from "../../pipeline/arrival.ts";
import { decideArrivals } from "../../pipeline/deciders.ts";
import { mixing, SIMULATOR_HEADER } from "../../pipeline/origin.ts";
import { rowsOf, sentBy, shownEvent, takenOf, withIds } from "../../pipeline/sourceEvents.ts";
import { saidLabels } from "../../pipeline/sourceLabels.ts";
import type { KnownSource } from "../../policy/knownSources.ts";
import { SOURCE_NAME } from "../../policy/sources.ts";
import { waitedFor } from "../../thread.ts";
import { type FromSourceAnswer, fromSource } from "../../wire/sources.ts";
import type { App } from "../context.ts";
import { readText, refusedBody, withoutMark } from "../door/body.ts";
import { bearerOf, judge, slowed } from "../door/guesses.ts";
import { isSignedBy, mayBeSignedBy, signatureWords, signingSecretProblem } from "../door/sourceSignature.ts";
import { tokensOf } from "../door/tokens.ts";
import { asProblem, forSources } from "../openapi.ts";
import { tellRefused } from "../sourceRefusals.ts";
import { sourceNamed } from "../sourceSettings.ts";
import { refusalOfUnknown } from "../unknownParameters.ts";
import { answerOf, originThatHolds, refusedAmong } from "./push.ts";

const MAX_BYTES = 1024 * 1024;
/** Shopify waits five seconds in all, the others ten or more. What was not answered in time is sent again. */
const ANSWER_WITHIN_MS = 4_500;
const NO_TOKEN =
  "a valid token is needed: without a secret of this source, its events show DASHBOARD_TOKEN here, in the header `Authorization: Bearer …`";
const NO_SOURCE = "there is no source of this name: GET /api/sources lists them, and PUT /api/sources/NAME makes one";
/** WooCommerce sends this without a signature when a webhook is saved. It delivers events only after an answer of 200. */
const WOO_PING = /^webhook_id=\d{1,20}$/;

const route = createRoute({
  method: "post",
  path: "/api/payments/from/{source}",
  summary: "Take an event as another system sends it",
  description:
    "For `stripe`, `adyen`, `checkout`, `shopify`, `woocommerce`, and sources of one's own. Signed with SOURCE_SECRET_NAME, as that system " +
    "signs. Payments are decided before the answer; labels become verdicts of the source; all else is acknowledged. Each event counts once. " +
    "Adyen is answered `[accepted]`, as text. See docs/sources.md.",
  security: forSources,
  request: {
    params: z.object({ source: z.string().meta({ example: "stripe" }) }),
    body: { required: true, content: { "application/json": { schema: z.looseObject({}) } } },
  },
  responses: {
    200: {
      description: "Taken",
      content: { "application/json": { schema: fromSource }, "text/plain": { schema: z.string() } },
    },
    400: { description: "Not readable as events of this source", content: asProblem },
    401: { description: "Not signed, or not rightly", content: asProblem },
    403: { description: "From a page of another site, or over plain http", content: asProblem },
    404: { description: "No such source", content: asProblem },
    408: { description: "The body took too long", content: asProblem },
    409: { description: "Simulated payments for a Vigie that holds real ones", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Compressed", content: asProblem },
    503: {
      description: "No secret is set for this source, or not everything could be taken: send it again",
      content: asProblem,
    },
  },
});

export function fromSourceRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.getRoutingPath(), (context) =>
    waitedFor(Date.now, () => answerTo(context, context.req.param("source") ?? "")),
  );
}

/** The secret comes first: without one nothing is asked of anybody for a stranger. */
async function answerTo(context: Context<App>, name: string): Promise<Response> {
  const isName = SOURCE_NAME.test(name);
  const secret = isName ? sourceSecret(context.env, name) : null;
  const closed = secret === null ? await refusalWithoutSecret(context, name) : null;
  const refusal = closed ?? refusalOfUnknown(context, []);
  if (refusal !== null) return refusal;
  const source = isName ? await sourceNamed(context.env, name, Date.now()) : null;
  if (source === null) return context.json({ error: NO_SOURCE }, 404);
  if (source.problem !== null) {
    return context.json({ error: `the mapping of ${name} cannot be read: ${source.problem}` }, 503);
  }
  const wrong = secret === null ? null : signingSecretProblem(source.signature, secret);
  if (wrong !== null) return context.json({ error: `${sourceSecretName(name)} ${wrong}` }, 503);
  return taken(context, source, secret);
}

/** On a developer's own machine nothing needs to be signed, as with pushes. Null: it may come in. */
async function refusalWithoutSecret(context: Context<App>, name: string): Promise<Response | null> {
  const { config, local } = context.var;
  if (local && isOpen(config)) return null;
  if (local && config.dashboardToken !== null) {
    const bearer = bearerOf(context.req.header("authorization"));
    const shown = bearer === undefined ? null : await judge(context, bearer);
    if (shown?.verdict === "slowed") return slowed(context, shown.waitMs);
    if (shown?.verdict === "right") return null;
    return context.json({ error: NO_TOKEN }, 401, { "www-authenticate": "Bearer" });
  }
  // Where nobody can sign in either, a stranger is told nothing.
  const isClosed = tokensOf(config).length === 0 && config.access === null;
  return context.json({ error: isClosed ? "closed" : noSecret(name) }, 503);
}

async function taken(context: Context<App>, source: KnownSource, secret: string | null): Promise<Response> {
  const { headers } = context.req.raw;
  const mayBe = secret === null || mayBeSignedBy(source.signature, headers, Date.now());
  const isForm = (headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  if (!mayBe && !isForm) return unsigned(context, source);
  const reading = await readText(context.req.raw, mayBe ? MAX_BYTES : 100);
  if (!reading.ok) return refusedBody(context, reading);
  if (source.name === "woocommerce" && WOO_PING.test(reading.text)) return context.json({ ...NOTHING }, 200);
  const body = reading.text;
  const isGenuine =
    secret === null || (mayBe && isSignedBy(source.signature, secret, { headers, body, nowMs: Date.now() }));
  return isGenuine ? takeEvents(context, source, body) : unsigned(context, source);
}

async function takeEvents(context: Context<App>, source: KnownSource, body: string): Promise<Response> {
  const { env } = context;
  const { name, mapping } = source;
  let event: unknown;
  try {
    event = parseJson(withoutMark(body));
  } catch {
    return unreadable(context, name, "the body is not JSON, or was cut off");
  }
  const headers = Object.fromEntries(context.req.raw.headers);
  const applied = apply(mapping, event, { source: name, headers });
  if (!applied.ok) return unreadable(context, name, applied.problem);
  const delivery = headers["webhook-id"] ?? createHash("sha256").update(body).digest("base64url");
  const readings = withIds(applied.readings, delivery);

  const isSimulated = headers[SIMULATOR_HEADER] !== undefined;
  if (isSimulated && (await originThatHolds(context)) === "real") {
    return context.json({ error: `the body holds ${mixing("simulated")}` }, 409);
  }
  const how = { source: "push", seenAt: Date.now(), ...(isSimulated ? { simulated: isSimulated } : {}) } as const;
  const rows = rowsOf(readings, source.ownIds);
  const arrivals = sentBy(arrivalsOf(rows, how, context.var.config, env), name);
  const receipts =
    arrivals.length === 0
      ? []
      : await within(ANSWER_WITHIN_MS, () => decideArrivals(env, context.var.config, arrivals));
  const labels = await within(ANSWER_WITHIN_MS, () => saidLabels(env, name, readings));
  const rejects = receipts.map((receipt) => (receipt.status === "rejected" ? receipt.reject : null));
  const shown = shownEvent(source, event, readings);
  count(context, name, takenOf(readings, rejects, shown));
  const answer: FromSourceAnswer = {
    decisions: receipts.flatMap((receipt, at) =>
      receipt.status === "rejected" ? [] : [answerOf(receipt, arrivals[at])],
    ),
    rejects: refusedAmong(rejects),
    labels,
    ignored: readings.filter(({ kind }) => kind === "ignored").length,
    problems: readings.flatMap(problemsOf).map(shown.hide),
  };
  return mapping.answer === "accepted" ? context.text("[accepted]", 200) : context.json(answer, 200);
}

const NOTHING: FromSourceAnswer = { decisions: [], rejects: [], labels: [], ignored: 0, problems: [] };

function noSecret(name: string): string {
  const secret = sourceSecretName(SOURCE_NAME.test(name) ? name : "name");
  return `closed: events of a source are signed, and no ${secret} is set to check them with: npm run deploy -- --secret ${secret}`;
}

function unsigned(context: Context<App>, { name, signature }: KnownSource): Response {
  const error = `a valid signature is needed: with ${sourceSecretName(name)}, ${signatureWords(signature)}`;
  tellRefused(context, name, `not signed rightly ${signatureWords(signature)}`);
  return context.json({ error }, 401);
}

/** An event that is signed and cannot be read is shown on the page of sources, too. */
function unreadable(context: Context<App>, name: string, problem: string): Response {
  count(context, name, [{ id: null, kind: "refused", type: null, problem, body: null }]);
  return context.json({ error: problem }, 400);
}

/** Not awaited: the sender does not wait for counts. */
function count(context: Context<App>, name: string, events: TakenEvent[]): void {
  const counted = context.env.SOURCES.getByName(name)
    .took(events)
    .catch((error: unknown) => logError("source_not_counted", error, { source: name }));
  context.executionCtx.waitUntil(counted);
}
