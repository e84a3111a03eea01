// /api/models: the registry, and which of its models are in use.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Deploys, deploysIn, earlierChampions } from "../../registry/champions.ts";
import type { Exchanged, Wish } from "../../registry/exchangeModel.ts";
import { stateOf } from "../../registry/modelStates.ts";
import { MOST_BUNDLE_BYTES } from "../../scoring/bundle.ts";
import { shippedVersion } from "../../scoring/shippedBundle.ts";
import { openStore } from "../../store/open.ts";
import { type PolicyVersion, policyOf } from "../../store/policies.ts";
import type { RegisteredModel } from "../../store/registry.ts";
import { NOTE_LENGTH, noteOf } from "../../verdict/note.ts";
import {
  exchanged,
  gateRefusal,
  mlflowLook,
  modelList,
  modelVersion,
  policyMoved,
  type RegisteredModelView,
  registeredModel,
} from "../../wire/models.ts";
import { isoTime } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { jsonIn, readBytes, readText, refusedBody } from "../door/body.ts";
import { changedBy, requireAdmin } from "../door/changes.ts";
import { ifMatch, matchIn } from "../ifMatch.ts";
import { adminRefusals, asProblem, forAdmins, forReaders, refusals } from "../openapi.ts";
import { findable, problemIn } from "../parameters.ts";
import { etagOf, shownPolicy, shownVersion } from "../shownPolicy.ts";

const MAX_BODY_BYTES = 16_384;
/** Of the policy, in the list. */
const HISTORY_LENGTH = 100;
const NOT_JSON =
  'the body is not JSON, or was cut off; it is an object such as {"version":"8b576d2094c1","note":"why"}';

const note = z
  .string("must be text")
  .max(NOTE_LENGTH, `must be at most ${NOTE_LENGTH} characters`)
  .nullish()
  .meta({ description: "Why; kept in one line with the change" });
const bodyError = ({ code }: { code?: string }) =>
  code === "unrecognized_keys" ? undefined : 'must be an object such as {"version":"8b576d2094c1","note":"why"}';

const champion = z.strictObject(
  {
    version: modelVersion
      .nullable()
      .meta({ description: "Null: whichever model is shipped, also after the next deploy" }),
    note,
    override: z
      .boolean("must be true or false")
      .default(false)
      .meta({ description: "True: it decides although the gate is against it. Needs a note" }),
  },
  { error: bodyError },
);
const challenger = z.strictObject(
  { version: modelVersion.nullable().meta({ description: "Null: no model scores beside the champion" }), note },
  { error: bodyError },
);

const listRoute = createRoute({
  method: "get",
  path: "/api/models",
  summary: "The models that were proved here, which of them are in use, and which were when",
  security: forReaders,
  responses: {
    200: { description: "The registry", content: { "application/json": { schema: modelList } } },
    ...refusals,
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/api/models",
  summary: "Take a model in as a candidate, once it is proved",
  description:
    `The body is the bundle that \`npm run model:train\` writes, at most ${MOST_BUNDLE_BYTES / 1e6} MB. It must be whole, its golden ` +
    "vectors must come out exact, and ONNX Runtime must agree with the tree walker on made-up rows. Sending it again is harmless.",
  security: forAdmins,
  middleware: requireAdmin,
  request: {
    query: z.object({
      note: z.string("must be given once").max(NOTE_LENGTH, `must be at most ${NOTE_LENGTH} characters`).optional(),
    }),
    body: {
      required: true,
      content: { "application/zip": { schema: z.any().openapi({ type: "string", format: "binary" }) } },
    },
  },
  responses: {
    200: { description: "It was there already", content: { "application/json": { schema: registeredModel } } },
    201: { description: "Taken in", content: { "application/json": { schema: registeredModel } } },
    ...adminRefusals,
    408: { description: "The body took too long", content: asProblem },
    413: { description: "The body is too large", content: asProblem },
    415: { description: "The body is compressed as a whole", content: asProblem },
    422: { description: "It does not prove, or the registry is full: `error` says why", content: asProblem },
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/models/{version}",
  summary: "One model of the registry",
  security: forReaders,
  request: { params: z.object({ version: z.string().max(40, "must be at most 40 characters").transform(findable) }) },
  responses: {
    200: { description: "The model", content: { "application/json": { schema: registeredModel } } },
    ...refusals,
    404: { description: "No such model", content: asProblem },
  },
});

const exchangeResponses = {
  200: {
    description: "It is so from now on, in every decider",
    content: { "application/json": { schema: exchanged } },
  },
  ...adminRefusals,
  400: { description: "A field or If-Match is wrong", content: asProblem },
  404: { description: "No such model", content: asProblem },
  408: { description: "The body took too long", content: asProblem },
  409: {
    description: "The gate, or a model that does not start, is against it",
    content: { "application/json": { schema: gateRefusal } },
  },
  412: {
    description: "Somebody else changed the policy before",
    content: { "application/json": { schema: policyMoved } },
  },
  413: { description: "The body is too large", content: asProblem },
  415: { description: "The body is compressed", content: asProblem },
  428: { description: "If-Match is missing", content: asProblem },
};

const championRoute = createRoute({
  method: "put",
  path: "/api/models/champion",
  summary: "Say which model decides",
  description:
    "The gate looks at what the model would have done with live payments. Every decider tries the model out before the change is " +
    "written, and decides by it from its next group on. To go back, name the model of before (`goBackTo` of GET /api/models); null follows the shipped one again.",
  security: forAdmins,
  middleware: requireAdmin,
  request: { headers: ifMatch, body: { required: true, content: { "application/json": { schema: champion } } } },
  responses: exchangeResponses,
});

const challengerRoute = createRoute({
  method: "put",
  path: "/api/models/challenger",
  summary: "Say which model scores beside the champion, and changes nothing",
  security: forAdmins,
  middleware: requireAdmin,
  request: { headers: ifMatch, body: { required: true, content: { "application/json": { schema: challenger } } } },
  responses: exchangeResponses,
});

const mlflowRoute = createRoute({
  method: "post",
  path: "/api/models/mlflow",
  summary: "Look in MLflow now, and not only at the next full hour",
  security: forAdmins,
  middleware: requireAdmin,
  responses: {
    200: { description: "It was looked at", content: { "application/json": { schema: mlflowLook } } },
    ...adminRefusals,
    404: { description: "No model of MLflow is followed", content: asProblem },
  },
});

export function modelRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const store = openStore(context.env);
    const [newest, models, versions] = await Promise.all([
      store.policy(),
      store.models(),
      store.policyVersions(HISTORY_LENGTH, null, "models"),
    ]);
    const policy = policyOf(newest);
    const isKept = models.some(({ version }) => version === shippedVersion);
    const deploys = deploysIn(models);
    const shown = models.map((model) => shownModel(model, versions, deploys));
    return context.json(
      {
        policy: shownPolicy(policy),
        shipped: shippedVersion,
        goBackTo: earlierChampions(versions, shippedVersion, deploys)[0]?.version ?? null,
        models: isKept ? shown : [...shown, shippedUnkept(versions, deploys)],
        history: versions.map((each) => shownVersion(each, deploys)),
      },
      200,
      etagOf(policy),
    );
  });

  app.openapi(oneRoute, async (context) => {
    const { version } = context.req.valid("param");
    const model = await modelWith(context.env, version);
    return model === null
      ? context.json({ error: "there is no such model: GET /api/models lists them" }, 404)
      : context.json(model, 200);
  });

  app.openAPIRegistry.registerPath(addRoute);
  app.post("/api/models", requireAdmin, async (context) => {
    const { note } = context.req.query();
    if ((note ?? "").length > NOTE_LENGTH) {
      return context.json({ error: `note must be at most ${NOTE_LENGTH} characters`, field: "note" }, 400);
    }
    const body = await readBytes(context.req.raw, MOST_BUNDLE_BYTES);
    if (!body.ok) return refusedBody(context, body);
    const offer = { zip: body.bytes, note: noteOf(note ?? ""), ...changedBy(context) };
    const taken = await registrarOf(context.env).takeIn(offer);
    if (taken.status === "refused") return context.json({ error: `the model is not taken in: ${taken.problem}` }, 422);
    const model = await modelWith(context.env, taken.version);
    if (model === null) throw new Error(`model ${taken.version} was taken in and has left again`);
    return context.json(model, taken.status === "added" ? 201 : 200);
  });

  app.openapi(mlflowRoute, async (context) => {
    const followed = await registrarOf(context.env).lookInMlflow(true);
    if (followed === null) {
      return context.json({ error: "no model of MLflow is followed: set MLFLOW_TRACKING_URI and MLFLOW_MODEL" }, 404);
    }
    const { at, number, version, said, nothing, problem } = followed;
    return context.json({ at: isoTime(at), number, version, said, nothing, problem }, 200);
  });

  app.openAPIRegistry.registerPath(championRoute);
  app.put("/api/models/champion", requireAdmin, async (context) => {
    const asked = await readWish(context, champion);
    if (asked instanceof Response) return asked;
    const { version, note, override, from } = asked;
    return exchangeModel(context, { role: "champion", version, note: noteOf(note ?? ""), override, from });
  });

  app.openAPIRegistry.registerPath(challengerRoute);
  app.put("/api/models/challenger", requireAdmin, async (context) => {
    const asked = await readWish(context, challenger);
    if (asked instanceof Response) return asked;
    const { version, note, from } = asked;
    return exchangeModel(context, { role: "challenger", version, note: noteOf(note ?? ""), override: false, from });
  });
}

async function modelWith(env: Env, version: string): Promise<RegisteredModelView | null> {
  const store = openStore(env);
  const [models, versions] = await Promise.all([store.models(), store.policyVersions(HISTORY_LENGTH, null, "models")]);
  const model = models.find((each) => each.version === version);
  const deploys = deploysIn(models);
  if (model !== undefined) return shownModel(model, versions, deploys);
  return version === shippedVersion ? shippedUnkept(versions, deploys) : null;
}

function registrarOf(env: Env) {
  return env.REGISTRAR.getByName("registrar");
}

/** The body and If-Match, or the answer that says what is wrong with them. */
async function readWish<Body extends object>(
  context: Context<App>,
  schema: z.ZodType<Body>,
): Promise<(Body & { from: number | null }) | Response> {
  const match = matchIn(context.req.header("if-match"));
  if (!match.ok) return context.json({ error: match.error }, match.status);
  const body = await readText(context.req.raw, MAX_BODY_BYTES);
  if (!body.ok) return refusedBody(context, body);
  const json = jsonIn(body.text);
  if (json === undefined) return context.json({ error: NOT_JSON }, 400);
  const read = schema.safeParse(json);
  return read.success ? { ...read.data, from: match.from } : context.json(problemIn(read.error), 400);
}

async function exchangeModel(context: Context<App>, wish: Omit<Wish, "by" | "via">): Promise<Response> {
  const done: Exchanged = await registrarOf(context.env).exchange({ ...wish, ...changedBy(context) });
  switch (done.status) {
    case "changed":
    case "same": {
      const answer = { changed: done.status === "changed", policy: shownPolicy(done.policy), gate: done.gate };
      return context.json(answer, 200, etagOf(done.policy));
    }
    case "moved": {
      const error = "somebody else changed the policy before: look at what holds now, and say it again";
      return context.json({ error, policy: shownPolicy(done.policy) }, 412, etagOf(done.policy));
    }
    case "unknown":
      return context.json(
        { error: "version is no model of this Vigie: GET /api/models lists them", field: "version" },
        404,
      );
    case "refused": {
      const { problem, field, gate } = done;
      return context.json({ error: problem, ...(field === null ? {} : { field }), gate }, 409);
    }
  }
}

function shownModel(model: RegisteredModel, versions: readonly PolicyVersion[], deploys: Deploys): RegisteredModelView {
  const { version, bytes, addedAt, by, via, note, proof } = model;
  const state = stateOf(version, versions, shippedVersion, deploys);
  return {
    version,
    state,
    isShipped: version === shippedVersion,
    addedAt: isoTime(addedAt),
    by,
    via,
    note,
    bytes,
    proof,
  };
}

/** The shipped model before the registry has it. */
function shippedUnkept(versions: readonly PolicyVersion[], deploys: Deploys): RegisteredModelView {
  return {
    ...{ version: shippedVersion, isShipped: true },
    state: stateOf(shippedVersion, versions, shippedVersion, deploys),
    ...{ addedAt: null, by: "vigie", via: "deploy", note: "shipped with Vigie", bytes: null, proof: null },
  };
}
