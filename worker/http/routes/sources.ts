// /api/sources: which other systems may send their events, how each one's events are read, and what has come of the last ones.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { isOpen } from "../../config/config.ts";
import { sourceSecret } from "../../config/sourceSecrets.ts";
import { parseJson } from "../../payment/json.ts";
import { apply } from "../../payment/sources/apply.ts";
import { LONGEST_MAPPING, readMapping } from "../../payment/sources/readMapping.ts";
import { arrivalsOf } from "../../pipeline/arrival.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import { rowsOf } from "../../pipeline/sourceEvents.ts";
import { type KnownSource, knownSource, knownSources } from "../../policy/knownSources.ts";
import { SOURCE_NAME } from "../../policy/sources.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import { noteOf } from "../../verdict/note.ts";
import { policyNow } from "../../wire/policy.ts";
import { sourceInFull, sourceList, tried } from "../../wire/sources.ts";
import type { App } from "../context.ts";
import { readText, refusedBody, withoutMark } from "../door/body.ts";
import { requireAdmin } from "../door/changes.ts";
import { ifMatch } from "../ifMatch.ts";
import { asProblem, forAdmins, forReaders, refusals } from "../openapi.ts";
import {
  changePolicy,
  changeRefusals,
  note,
  objectSuchAs,
  readChange,
  seenVersion,
  wrongField,
} from "../policyWrite.ts";
import { etagOf } from "../shownPolicy.ts";
import { shownEvents, shownReadings, shownSource } from "../shownSource.ts";
import { askAnew } from "../sourceSettings.ts";

const NO_SOURCE = "there is no source of this name: GET /api/sources lists them";
const NAME = "must begin with a small letter, and have at most 40 small letters, digits, - and _";
const SUCH = '{"mapping":{"payment":{"trans_num":{"path":"/id"}}}}';
const TRY_SUCH = '{"event":{"id":"evt_1"}}';
const MOST_TRIED_BYTES = 1024 * 1024 + 2 * LONGEST_MAPPING;

const name = z.string().regex(SOURCE_NAME, NAME).meta({ example: "stripe" });
const params = z.object({ name });
const saveBody = z.strictObject(
  { mapping: z.looseObject({}, "must be an object, as docs/sources.md has it"), note },
  { error: objectSuchAs(SUCH) },
);
const tryBody = z.strictObject(
  {
    event: z.unknown().meta({ description: "An event as the system sends it, or a list of them" }),
    mapping: z
      .looseObject({}, "must be an object, as docs/sources.md has it")
      .optional()
      .meta({ description: "Left out: the one that holds" }),
    headers: z
      .record(z.string().max(60), z.string().max(300))
      .optional()
      .meta({ description: "Headers that the event comes with, such as `x-shopify-topic`" }),
  },
  { error: objectSuchAs(TRY_SUCH) },
);

const listRoute = createRoute({
  method: "get",
  path: "/api/sources",
  summary: "Systems that may send their events, with today's counts",
  security: forReaders,
  responses: {
    200: { description: "All of them", content: { "application/json": { schema: sourceList } } },
    ...refusals,
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/sources/{name}",
  summary: "How a source's events are read, and the last ones",
  security: forReaders,
  request: { params },
  responses: {
    200: { description: "The source", content: { "application/json": { schema: sourceInFull } } },
    ...refusals,
    400: { description: "The name is wrong", content: asProblem },
    404: { description: "No such source", content: asProblem },
  },
});

const saveRoute = createRoute({
  method: "put",
  path: "/api/sources/{name}",
  summary: "Say how a source's events are read",
  description: "For a source of one's own, or in place of what a preset is shipped with.",
  security: forAdmins,
  middleware: requireAdmin,
  request: {
    params,
    headers: ifMatch,
    body: { required: true, content: { "application/json": { schema: saveBody } } },
  },
  responses: {
    200: { description: "It is so from now on", content: { "application/json": { schema: policyNow } } },
    ...changeRefusals,
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/sources/{name}",
  summary: "Take away what was said of a source",
  description: "A preset is then read as it is shipped; a source of one's own is no more.",
  security: forAdmins,
  middleware: requireAdmin,
  request: { params, headers: ifMatch },
  responses: {
    200: { description: "Taken away", content: { "application/json": { schema: policyNow } } },
    ...changeRefusals,
    404: { description: "Nothing was said of it", content: asProblem },
  },
});

const tryRoute = createRoute({
  method: "post",
  path: "/api/sources/{name}/try",
  summary: "What an event would become",
  description: "Nothing is decided, stored or counted. Whatever stands for a card is used and forgotten.",
  security: forReaders,
  request: { params, body: { required: true, content: { "application/json": { schema: tryBody } } } },
  responses: {
    200: { description: "Each reading, field by field", content: { "application/json": { schema: tried } } },
    ...refusals,
    400: { description: "A field is wrong, or the event cannot be read", content: asProblem },
    404: { description: "No such source, and no mapping is given", content: asProblem },
    408: { description: "The body took too long", content: asProblem },
    413: { description: "Too large", content: asProblem },
    415: { description: "Compressed", content: asProblem },
  },
});

export function sourceRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const policy = policyOf(await openStore(context.env).policy());
    const sources = await Promise.all(knownSources(policy.sources).map((source) => shown(context, source)));
    return context.json({ policy: policy.version, sources }, 200, etagOf(policy));
  });

  app.openapi(oneRoute, async (context) => {
    const policy = policyOf(await openStore(context.env).policy());
    const source = knownSource(context.req.valid("param").name, policy.sources);
    if (source === null) return context.json({ error: NO_SOURCE }, 404);
    const [view, recent, waiting] = await Promise.all([
      shown(context, source),
      context.env.SOURCES.getByName(source.name).recent(),
      ledgerOf(context.env).wordsWaiting(),
    ]);
    const answer = { policy: policy.version, source: view, recent: shownEvents(recent), waiting };
    return context.json(answer, 200, etagOf(policy));
  });

  app.openAPIRegistry.registerPath(saveRoute);
  app.put("/api/sources/:name", requireAdmin, async (context) => {
    const named = name.safeParse(context.req.param("name"));
    if (!named.success) return wrongField(context, "name", NAME);
    const asked = await readChange(context, saveBody, SUCH, 2 * LONGEST_MAPPING);
    if (asked instanceof Response) return asked;
    const reading = readMapping(asked.mapping);
    if (!reading.ok) return wrongField(context, under("mapping", reading.field), reading.problem);
    const text = JSON.stringify(asked.mapping);
    if (text.length > LONGEST_MAPPING)
      return wrongField(context, "mapping", `must be at most ${LONGEST_MAPPING} characters`);
    const note = noteOf(asked.note ?? "");
    const edit = { kind: "source_saved", source: { name: named.data, mapping: text, note } } as const;
    return answered(context, await changePolicy(context, { from: asked.from, edit, note }, NO_SOURCE));
  });

  app.openAPIRegistry.registerPath(removeRoute);
  app.delete("/api/sources/:name", requireAdmin, async (context) => {
    const seen = seenVersion(context);
    if (seen instanceof Response) return seen;
    const edit = { kind: "source_removed", name: context.req.param("name") } as const;
    const nothing = "nothing was said of this source: there is nothing to take away";
    return answered(context, await changePolicy(context, { from: seen.from, edit, note: null }, nothing));
  });

  app.openAPIRegistry.registerPath(tryRoute);
  app.post("/api/sources/:name/try", async (context) => {
    const named = name.safeParse(context.req.param("name"));
    if (!named.success) return wrongField(context, "name", NAME);
    const body = await readText(context.req.raw, MOST_TRIED_BYTES);
    if (!body.ok) return refusedBody(context, body);
    const asked = tryBody.safeParse(parsed(body.text));
    if (!asked.success) {
      const [issue] = asked.error.issues;
      const field = issue?.path.map(String).join(".") || "body";
      return wrongField(context, field, issue?.message ?? `must be an object such as ${TRY_SUCH}`);
    }
    return tryOut(context, named.data, asked.data);
  });
}

async function tryOut(context: Context<App>, name: string, asked: z.infer<typeof tryBody>): Promise<Response> {
  const { event, headers = {}, mapping: given } = asked;
  const held = knownSource(name, policyOf(await openStore(context.env).policy()).sources);
  const reading = given === undefined ? null : readMapping(given);
  if (reading !== null && !reading.ok) return wrongField(context, under("mapping", reading.field), reading.problem);
  const mapping = reading?.mapping ?? held?.mapping;
  if (mapping === undefined) return context.json({ error: NO_SOURCE }, 404);
  const named = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]));
  const applied = apply(mapping, event, { source: name, headers: named });
  if (!applied.ok) return context.json({ error: applied.problem, field: "event" }, 400);
  const rows = rowsOf(applied.readings, held?.ownIds ?? []);
  const arrivals = arrivalsOf(rows, { source: "push", seenAt: Date.now() }, context.var.config, context.env);
  return context.json({ readings: shownReadings(applied.readings, arrivals) }, 200);
}

/** Only those are asked that may have sent anything. */
async function shown(context: Context<App>, source: KnownSource) {
  const { config, local } = context.var;
  const isUnguarded = local && isOpen(config);
  const maySend = isUnguarded || source.isOwn || sourceSecret(context.env, source.name) !== null;
  const status = maySend ? await context.env.SOURCES.getByName(source.name).status() : null;
  return shownSource(context.env, source, status, isUnguarded);
}

function answered(context: Context<App>, done: Awaited<ReturnType<typeof changePolicy>>): Response {
  askAnew();
  return done instanceof Response ? done : context.json({ policy: done.policy.version }, 200, etagOf(done.policy));
}

/** With integers that a double cannot hold, as events have them. */
function parsed(text: string): unknown {
  try {
    return parseJson(withoutMark(text));
  } catch {
    return undefined;
  }
}

function under(field: string, place: string | null): string {
  return place === null ? field : `${field}.${place}`;
}
