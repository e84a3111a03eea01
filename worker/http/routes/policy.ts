// /api/policy: what people have set and now holds, and what held before.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Config } from "../../config/config.ts";
import type { PolicyEdit } from "../../policy/edit.ts";
import type { PolicyValue } from "../../policy/policy.ts";
import { deploysIn } from "../../registry/champions.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import { noteOf } from "../../verdict/note.ts";
import { policyVersions } from "../../wire/models.ts";
import { policyInFull, policyNow } from "../../wire/policy.ts";
import type { App } from "../context.ts";
import { requireAdmin } from "../door/changes.ts";
import { categoriesBody, MOST_CATEGORIES_BYTES, readCategories } from "../givenCategories.ts";
import { columnsBody, readColumns } from "../givenColumns.ts";
import { MOST_RATES_BYTES, ratesBody, readRates, shownRates } from "../givenRates.ts";
import { ifMatch } from "../ifMatch.ts";
import { asProblem, forAdmins, forReaders, refusals } from "../openapi.ts";
import { limit } from "../parameters.ts";
import { changePolicy, changeRefusals, note, objectSuchAs, plainText, readChange, wrongField } from "../policyWrite.ts";
import { etagOf, shownLists, shownPolicy, shownRule, shownVersion } from "../shownPolicy.ts";

const SUCH = '{"thresholds":{"stream":{"review":0.2,"decline":0.8}}}';
const CONTACT_LENGTH = 200;

const share = z
  .number("must be a number from 0 to 1, or null")
  .min(0, "must not be below 0")
  .max(1, "must not be above 1");
const LINES = '{"review":0.2,"decline":0.8}, with null where the variables or the model decide';
const lines = z
  .strictObject({ review: share.nullable(), decline: share.nullable() }, { error: objectSuchAs(LINES) })
  .refine(({ review, decline }) => (review ?? 0) <= (decline ?? 1), "must have review at or below decline");

const policyBody = z.strictObject(
  {
    thresholds: z
      .strictObject(
        { stream: lines.optional(), first: lines.optional(), snapshot: lines.optional() },
        { error: objectSuchAs('{"stream":{"review":0.2,"decline":0.8}}') },
      )
      .optional()
      .meta({ description: "Replaces all lines: a situation that is left out follows the variables, else the model" }),
    blockOnFraud: z.boolean("must be true or false").optional(),
    contact: plainText(CONTACT_LENGTH).nullable().optional(),
    rates: ratesBody.optional(),
    categories: categoriesBody.optional(),
    columns: columnsBody.optional(),
    note,
  },
  { error: objectSuchAs(SUCH) },
);

const policyRoute = createRoute({
  method: "get",
  path: "/api/policy",
  summary: "What people have set, and now holds",
  description: "Its version is also the ETag. A change gives it as If-Match.",
  security: forReaders,
  responses: {
    200: { description: "The policy", content: { "application/json": { schema: policyInFull } } },
    ...refusals,
  },
});

const changeRoute = createRoute({
  method: "put",
  path: "/api/policy",
  summary:
    "Set thresholds, rates of currencies, how categories are read, columns of one's own, or whether a verdict of fraud blocks its card and where decisions may be contested",
  description:
    "What is left out stays. Thresholds are one change, `rates` another, `categories` and `columns` too, `blockOnFraud` and `contact` a last one. Rules, lists and models " +
    "have addresses of their own.",
  security: forAdmins,
  middleware: requireAdmin,
  request: { headers: ifMatch, body: { required: true, content: { "application/json": { schema: policyBody } } } },
  responses: {
    200: { description: "It is so from now on", content: { "application/json": { schema: policyNow } } },
    ...changeRefusals,
  },
});

const versionsRoute = createRoute({
  method: "get",
  path: "/api/policy/versions",
  summary: "Every version of the policy, who made it and why, the newest first",
  security: forReaders,
  request: {
    query: z.object({
      limit,
      cursor: z
        .string("must be given once")
        .regex(/^\d{1,9}$/, "must be the `next` of a page")
        .transform(Number)
        .optional()
        .openapi({ type: "string" }),
    }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: policyVersions } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function policyRoutes(app: OpenAPIHono<App>): void {
  app.openapi(policyRoute, async (context) => {
    const store = openStore(context.env);
    const [held, counts] = await Promise.all([store.policy(), store.entryCounts()]);
    const policy = policyOf(held);
    const { thresholds, rules, blockOnFraud, contact } = policy;
    const shown = {
      ...shownPolicy(policy),
      thresholds,
      rules: rules.map(shownRule),
      lists: shownLists(policy, counts),
    };
    const { currency } = context.var.config;
    const money = { currency, rates: shownRates(policy.rates) };
    return context.json(
      { ...shown, blockOnFraud, contact, ...money, categories: policy.categories, columns: policy.columns },
      200,
      etagOf(policy),
    );
  });

  app.openAPIRegistry.registerPath(changeRoute);
  app.put("/api/policy", requireAdmin, async (context) => {
    const asked = await readChange(context, policyBody, SUCH, Math.max(MOST_RATES_BYTES, MOST_CATEGORIES_BYTES));
    if (asked instanceof Response) return asked;
    const { note, from, ...given } = asked;
    const read = editOf(given, context.var.config);
    if (!read.ok) {
      if (read.field !== null) return wrongField(context, read.field, read.problem);
      return context.json({ error: read.problem }, 400);
    }
    const { edit } = read;
    const done = await changePolicy(context, { from, edit, note: noteOf(note ?? "") }, "");
    return done instanceof Response ? done : context.json({ policy: done.policy.version }, 200, etagOf(done.policy));
  });

  app.openapi(versionsRoute, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const store = openStore(context.env);
    const [found, models] = await Promise.all([store.policyVersions(limit + 1, cursor ?? null), store.models()]);
    const deploys = deploysIn(models);
    const page = found.slice(0, limit);
    const next = found.length > limit ? String(page.at(-1)?.version) : null;
    return context.json({ versions: page.map((each) => shownVersion(each, deploys)), next }, 200);
  });
}

type Given = Omit<z.infer<typeof policyBody>, "note">;
type Read = { ok: true; edit: PolicyEdit } | { ok: false; field: string | null; problem: string };

/** One change is one thing: an audit entry then says what was done. */
function editOf(
  { thresholds, rates, categories, columns, ...rest }: Given,
  config: Pick<Config, "currency" | "reportZone">,
): Read {
  const settings = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const others = Object.keys(settings).length > 0;
  const alone = "are a change of their own: send the others by themselves";
  if (thresholds !== undefined) {
    if (others || rates !== undefined || categories !== undefined || columns !== undefined)
      return { ok: false, field: "thresholds", problem: alone };
    return { ok: true, edit: { kind: "thresholds", thresholds: inOrder(thresholds) } };
  }
  if (rates !== undefined) {
    if (others || categories !== undefined || columns !== undefined)
      return { ok: false, field: "rates", problem: alone };
    const read = readRates(rates, config);
    return read.ok ? { ok: true, edit: { kind: "rates", rates: read.rates } } : read;
  }
  if (categories !== undefined) {
    if (others || columns !== undefined) return { ok: false, field: "categories", problem: alone };
    const read = readCategories(categories);
    return read.ok ? { ok: true, edit: { kind: "categories", categories: read.categories } } : read;
  }
  if (columns !== undefined) {
    if (others) return { ok: false, field: "columns", problem: alone };
    const read = readColumns(columns);
    return read.ok ? { ok: true, edit: { kind: "columns", columns: read.columns } } : read;
  }
  if (!others) {
    const problem = "there is nothing to change: give thresholds, rates, categories, columns, blockOnFraud or contact";
    return { ok: false, field: null, problem };
  }
  return { ok: true, edit: { kind: "settings", settings } };
}

/** Without what is left out, and in one order: two that say the same are the same. */
function inOrder({
  stream,
  first,
  snapshot,
}: NonNullable<z.infer<typeof policyBody>["thresholds"]>): PolicyValue["thresholds"] {
  return {
    ...(stream === undefined ? {} : { stream }),
    ...(first === undefined ? {} : { first }),
    ...(snapshot === undefined ? {} : { snapshot }),
  };
}
