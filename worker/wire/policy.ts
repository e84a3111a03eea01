// The JSON of what people set: rules, lists, snoozes and the whole policy. One schema for the HTTP answers, /openapi.json and the pages.
import { z } from "@hono/zod-openapi";
import { LIST_KINDS } from "../policy/lists.ts";
import { RULE_STATES } from "../policy/rule.ts";
import { policyView } from "./models.ts";
import { money, next, outcome, time } from "./scalars.ts";

/** Every write of the policy answers with the version that came of it, which is its ETag as well. */
const policyNumber = z.int().meta({ description: "The version of the policy that holds now; the ETag has it, too" });

export const ruleState = z.enum(RULE_STATES).meta({
  description: "`shadow`: its hits are counted, and change nothing",
});

const probability = z.number().nullable().meta({
  description: "0 to 1. Null: REVIEW_THRESHOLD or DECLINE_THRESHOLD, else the model's own",
});
const lines = z.object({ review: probability, decline: probability });
export const thresholds = z
  .object({ stream: lines.optional(), first: lines.optional(), snapshot: lines.optional() })
  .meta({ description: "By situation: `stream`: the card has paid before, `first`: its first payment, `snapshot`" });

export const ruleView = z
  .object({
    id: z.string(),
    name: z.string(),
    when: z
      .string()
      .meta({ description: "The condition, in CEL", example: "amount > 2000 && (hour >= 22 || hour < 6)" }),
    then: outcome,
    state: ruleState,
    note: z.string().nullable(),
    until: time.nullable().meta({ description: "From then on it is as if it were off. Null: without end" }),
  })
  .openapi("Rule");
export type RuleView = z.infer<typeof ruleView>;

const hits = z.object({ payments: z.int(), amount: money });
const lately = z.object({
  day: hits.meta({ description: "Payments of the last 24 hours, to the full hour" }),
  week: hits.meta({ description: "Those of the last seven days" }),
});

export const countedRule = ruleView
  .extend({
    hits: lately.meta({ description: "Payments that it matched while it was active" }),
    shadow: lately.meta({ description: "Payments that it matched while it was in shadow" }),
    missing: z.int().meta({ description: "Payments lately of which it could not say, since a value was missing" }),
    failed: z.int().meta({ description: "Payments lately at which it failed" }),
    problem: z.string().nullable().meta({ description: "Why it cannot be read, or failed; null when all is well" }),
  })
  .openapi("CountedRule");
export type CountedRuleView = z.infer<typeof countedRule>;

export const ruleList = z.object({ policy: policyNumber, rules: z.array(countedRule) }).openapi("RuleList");
export const ruleAnswer = z.object({ rule: ruleView, policy: policyNumber }).openapi("RuleAnswer");

/** A condition that cannot be read, with its place. */
export const conditionProblem = z
  .object({
    error: z.string(),
    field: z.string().optional(),
    from: z.int().optional().meta({ description: "Only for `when`: the mistake's first character, from 0" }),
    to: z.int().optional().meta({ description: "Only for `when`: the first character behind the mistake" }),
  })
  .openapi("ConditionProblem");

export const listKind = z.enum(LIST_KINDS).meta({ description: "What a value is of a payment. `card`: the card's id" });

export const listView = z
  .object({
    name: z.string().meta({ example: "vip" }),
    kind: listKind.nullable().meta({ description: "Null: values of several kinds" }),
    note: z.string().nullable(),
    entries: z.int().meta({ description: "How many lie in it, those that have ended among them" }),
    isBuiltIn: z.boolean().meta({ description: "`block`, `allow` and `snooze` are always there" }),
  })
  .openapi("List");
export type ListView = z.infer<typeof listView>;

export const listList = z.object({ policy: policyNumber, lists: z.array(listView) }).openapi("ListList");
export const listAnswer = z.object({ list: listView, policy: policyNumber }).openapi("ListAnswer");

export const listEntry = z
  .object({
    id: z.string(),
    kind: listKind,
    value: z.string(),
    note: z.string().nullable(),
    by: z.string(),
    via: z.string().meta({ description: "`board`, `api`, `mail` or `verdict`" }),
    at: time,
    until: time.nullable().meta({ description: "From then on it no longer holds. Null: without end" }),
  })
  .openapi("ListEntry");
export type ListEntryView = z.infer<typeof listEntry>;

export const entryList = z
  .object({ policy: policyNumber, entries: z.array(listEntry).meta({ description: "The newest first" }), next })
  .openapi("EntryList");
export type EntryListView = z.infer<typeof entryList>;
export const snoozeList = entryList
  .extend({
    untold: z.object({ day: z.int(), week: z.int() }).meta({
      description: "Alerts of the last 24 hours and seven days that people were not told of, because of a snooze",
    }),
  })
  .openapi("SnoozeList");

export const entryAnswer = z.object({ entry: listEntry, policy: policyNumber }).openapi("EntryAnswer");

export const listTaken = z
  .object({
    added: z.int(),
    same: z.int().meta({ description: "Rows that say what was so already, or what a later row says again" }),
    policy: policyNumber,
  })
  .openapi("ListTaken");

export const csvProblem = z
  .object({
    error: z.string(),
    field: z.string().optional(),
    line: z.int().optional().meta({ description: "The line of the mistake, from 1" }),
  })
  .openapi("CsvProblem");

export const policyInFull = policyView
  .extend({
    thresholds,
    rules: z.array(ruleView),
    lists: z.array(listView),
    blockOnFraud: z.boolean().meta({ description: "A verdict of fraud blocks its card. False: it is offered" }),
    contact: z.string().nullable().meta({ description: "Where people may contest a decision" }),
    currency: z.string().meta({ description: "CURRENCY: what amounts are summed and judged in", example: "USD" }),
    rates: z
      .array(z.object({ currency: z.string(), rate: z.string(), from: time, source: z.string().nullable() }))
      .meta({ description: "How much of CURRENCY one unit of each currency is; by currency, the newest first" }),
    categories: z.record(z.string(), z.string()).meta({
      description: "A category, or a merchant category code, and the category that the model reads instead",
    }),
    columns: z
      .array(z.object({ name: z.string(), kind: z.enum(["number", "text"]) }))
      .meta({ description: "Columns of one's own that rows may carry as `extra`, by name" }),
  })
  .openapi("PolicyInFull");
export type PolicyInFull = z.infer<typeof policyInFull>;

/** What a change answers that has nothing else to show. */
export const policyNow = z.object({ policy: policyNumber }).openapi("PolicyNow");
