// /api/rules: conditions that people write, and what becomes of payments that meet them.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { DAY_MS, HOUR_MS } from "../../duration.ts";
import { formatAmount } from "../../money.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import type { CountedGap } from "../../pipeline/ruleGaps.ts";
import type { Policy } from "../../policy/policy.ts";
import { RULE_LENGTH, RULE_NAME_LENGTH, RULE_STATES, type Rule } from "../../policy/rule.ts";
import { readRule } from "../../rules/readRule.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import type { HitStore } from "../../store/ruleHits.ts";
import { noteOf } from "../../verdict/note.ts";
import { type CountedRuleView, conditionProblem, policyNow, ruleAnswer, ruleList } from "../../wire/policy.ts";
import { outcome } from "../../wire/scalars.ts";
import type { App } from "../context.ts";
import { requireAdmin } from "../door/changes.ts";
import { ifMatch } from "../ifMatch.ts";
import { asProblem, forAdmins, forReaders, refusals } from "../openapi.ts";
import { findable } from "../parameters.ts";
import {
  changePolicy,
  changeRefusals,
  IN_THE_PAST,
  note,
  objectSuchAs,
  plainText,
  readChange,
  seenVersion,
  until,
  wrongField,
} from "../policyWrite.ts";
import { etagOf, shownRule } from "../shownPolicy.ts";

const SUCH = '{"name":"Dear at night","when":"amount > 2000 && hour < 6","then":"review","state":"shadow"}';
const NO_RULE = "there is no such rule: GET /api/rules lists them";

/** Strict, because a field under a mistyped name would be lost without a word. */
const ruleBody = z.strictObject(
  {
    name: plainText(RULE_NAME_LENGTH).meta({ description: "Unique among the rules" }),
    when: z
      .string("must be text: a condition in CEL")
      .max(RULE_LENGTH, `must be at most ${RULE_LENGTH} characters`)
      .meta({ description: "The condition, in CEL; docs/rules.md says what it may ask for" }),
    then: z.enum(outcome.options, "must be decline, review or approve"),
    state: z.enum(RULE_STATES, "must be active, shadow or off"),
    note,
    until,
  },
  { error: objectSuchAs(SUCH) },
);

const params = z.object({ id: z.string().max(64, "must be at most 64 characters").transform(findable) });
const ruleChange = { required: true, content: { "application/json": { schema: ruleBody } } };
const ruleRefusals = {
  ...changeRefusals,
  400: {
    description: "A field or If-Match is wrong. Of a condition that cannot be read, `from` and `to` say where",
    content: { "application/json": { schema: conditionProblem } },
  },
};

const listRoute = createRoute({
  method: "get",
  path: "/api/rules",
  summary: "The rules, with what they matched lately",
  security: forReaders,
  responses: {
    200: { description: "The rules", content: { "application/json": { schema: ruleList } } },
    ...refusals,
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/api/rules",
  summary: "Add a rule",
  description: "It is in force with the next payments that are decided, in every decider.",
  security: forAdmins,
  middleware: requireAdmin,
  request: { headers: ifMatch, body: ruleChange },
  responses: {
    201: { description: "Added", content: { "application/json": { schema: ruleAnswer } } },
    ...ruleRefusals,
  },
});

const changeRoute = createRoute({
  method: "put",
  path: "/api/rules/{id}",
  summary: "Change a rule as a whole",
  security: forAdmins,
  middleware: requireAdmin,
  request: { params, headers: ifMatch, body: ruleChange },
  responses: {
    200: { description: "It is so from now on", content: { "application/json": { schema: ruleAnswer } } },
    ...ruleRefusals,
    404: { description: "No such rule", content: asProblem },
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/rules/{id}",
  summary: "Remove a rule",
  security: forAdmins,
  middleware: requireAdmin,
  request: { params, headers: ifMatch },
  responses: {
    200: { description: "Removed", content: { "application/json": { schema: policyNow } } },
    ...changeRefusals,
    404: { description: "No such rule", content: asProblem },
  },
});

export function ruleRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const store = openStore(context.env);
    const toMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS;
    const [held, day, week, { ruleGaps = [] }] = await Promise.all([
      store.policy(),
      store.ruleHits(toMs - DAY_MS, toMs),
      store.ruleHits(toMs - 7 * DAY_MS, toMs),
      ledgerOf(context.env).status(),
    ]);
    const policy = policyOf(held);
    const gaps = new Map(ruleGaps.map((gap) => [gap.rule, gap]));
    const rules = policy.rules.map((rule) =>
      countedRule(rule, policy, { day, week }, gaps.get(rule.id), context.var.config.currency),
    );
    return context.json({ policy: policy.version, rules }, 200, etagOf(policy));
  });

  app.openAPIRegistry.registerPath(addRoute);
  app.post("/api/rules", requireAdmin, async (context) => {
    const asked = await readChange(context, ruleBody, SUCH);
    if (asked instanceof Response) return asked;
    const policy = policyOf(await openStore(context.env).policy());
    const rule = ruleOf(context, crypto.randomUUID(), asked, policy, null);
    return rule instanceof Response ? rule : writeRule(context, asked.from, { kind: "rule_added", rule });
  });

  app.openAPIRegistry.registerPath(changeRoute);
  app.put("/api/rules/:id", requireAdmin, async (context) => {
    const { id } = context.req.param();
    const asked = await readChange(context, ruleBody, SUCH);
    if (asked instanceof Response) return asked;
    const policy = policyOf(await openStore(context.env).policy());
    const before = policy.rules.find((rule) => rule.id === id);
    if (before === undefined) return context.json({ error: NO_RULE }, 404);
    const rule = ruleOf(context, id, asked, policy, before);
    return rule instanceof Response ? rule : writeRule(context, asked.from, { kind: "rule_changed", rule });
  });

  app.openAPIRegistry.registerPath(removeRoute);
  app.delete("/api/rules/:id", requireAdmin, async (context) => {
    const seen = seenVersion(context);
    if (seen instanceof Response) return seen;
    const edit = { kind: "rule_removed", id: context.req.param("id") } as const;
    const done = await changePolicy(context, { ...seen, edit, note: null }, NO_RULE);
    return done instanceof Response ? done : context.json({ policy: done.policy.version }, 200, etagOf(done.policy));
  });
}

/** Or the answer that says what is wrong. What stays as it is in a rule that is changed is not judged anew: an old one must be endable. */
function ruleOf(
  context: Context<App>,
  id: string,
  { name, when, then, state, note, until }: z.infer<typeof ruleBody>,
  { lists, columns }: Policy,
  before: Rule | null,
): Rule | Response {
  const read = readRule(when, lists, columns);
  const isSwitchedOff = state === "off" && before?.when === when;
  if (!read.ok && !isSwitchedOff) {
    const { problem, from, to } = read;
    return context.json({ error: problem, field: "when", from, to }, 400);
  }
  const untilMs = until == null ? null : Date.parse(until);
  if (untilMs !== null && untilMs <= Date.now() && untilMs !== before?.until) {
    return wrongField(context, "until", IN_THE_PAST);
  }
  return { id, name, when, then, state, note: noteOf(note ?? ""), until: untilMs };
}

async function writeRule(
  context: Context<App>,
  from: number | null,
  edit: { kind: "rule_added" | "rule_changed"; rule: Rule },
): Promise<Response> {
  const done = await changePolicy(context, { from, edit, note: edit.rule.note }, NO_RULE);
  if (done instanceof Response) return done;
  const answer = { rule: shownRule(edit.rule), policy: done.policy.version };
  return context.json(answer, edit.kind === "rule_added" ? 201 : 200, etagOf(done.policy));
}

type Counts = Awaited<ReturnType<HitStore["ruleHits"]>>;

function countedRule(
  rule: Rule,
  { lists, columns }: Policy,
  { day, week }: { day: Counts; week: Counts },
  gap: CountedGap | undefined,
  currency: string,
): CountedRuleView {
  const read = readRule(rule.when, lists, columns);
  const failure = gap !== undefined && gap.failed > 0 ? gap.problem : null;
  return {
    ...shownRule(rule),
    hits: { day: sumOf(day, rule, false, currency), week: sumOf(week, rule, false, currency) },
    shadow: { day: sumOf(day, rule, true, currency), week: sumOf(week, rule, true, currency) },
    missing: gap?.missing ?? 0,
    failed: gap?.failed ?? 0,
    problem: read.ok ? failure : read.problem,
  };
}

function sumOf(
  counts: Counts,
  { id }: Rule,
  inShadow: boolean,
  currency: string,
): { payments: number; amount: string } {
  const own = counts.filter(({ rule, shadow }) => rule === id && shadow === inShadow);
  return {
    payments: own.reduce((total, { payments }) => total + payments, 0),
    amount: formatAmount(
      own.reduce((total, { amountCents }) => total + amountCents, 0),
      currency,
    ),
  };
}
