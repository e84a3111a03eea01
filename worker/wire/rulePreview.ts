// The JSON of rules that are tried before they are saved: on stored payments, and on the newest ones while one types.
import { z } from "@hono/zod-openapi";
import { RULE_LENGTH } from "../policy/rule.ts";
import { money, outcome, paid, simulated, time } from "./scalars.ts";

const MOST_DAYS = 30;
const daysForm = `must be a whole number of days, 1 to ${MOST_DAYS}`;

/** Strict: a field that is not known here would be left out of what is tried without a word. */
export const rulePreviewAsked = z
  .strictObject(
    {
      when: z
        .string("must be a condition, such as amount > 2000")
        .max(RULE_LENGTH, `must be at most ${RULE_LENGTH} characters`)
        .meta({ description: "A rule's condition: docs/rules.md", example: "amount > 2000 && hour >= 22" }),
      then: outcome.meta({ description: "What becomes of payments that meet it" }),
      days: z.int(daysForm).min(1, daysForm).max(MOST_DAYS, daysForm).default(MOST_DAYS).meta({
        description: "The last so many days are looked at",
      }),
    },
    {
      // A field that is not known keeps zod's own issue, which names it.
      error: ({ code }) =>
        code === "unrecognized_keys" ? undefined : 'must be an object such as {"when":"amount > 2000","then":"review"}',
    },
  )
  .openapi("RulePreviewAsked");

const truth = z.enum(["fraud", "legitimate", "unknown"]);
const counted = { payments: z.int(), amount: money };
const counts = z.object(counted);
const met = z.object({
  id: z.string(),
  paidAt: time,
  ...paid,
  merchant: z.string(),
  category: z.string(),
  last4: z.string(),
  truth,
  was: outcome.meta({ description: "What was decided" }),
  is: outcome.meta({ description: "What would have been decided" }),
});

export const rulePreview = z
  .object({
    simulated,
    from: time,
    to: time,
    looked: z.object({
      payments: z.int(),
      frauds: z.int().meta({ description: "Known ones: by a verdict, or else the feed's label" }),
      legitimate: z.int().meta({ description: "Known to be so" }),
      through: time
        .nullable()
        .meta({ description: "The earliest payment that was looked at. Null when there is none" }),
      whole: z.boolean().meta({
        description: "False: the days have more payments than can be looked at while somebody waits; the newest were",
      }),
    }),
    met: z.object({
      ...counted,
      share: z.number().meta({ description: "Of the payments that were looked at" }),
      frauds: counts,
      legitimate: counts,
      unknown: counts,
      declined: counts.meta({ description: "Those that were declined already" }),
      reviewed: counts.meta({ description: "Those that were reviewed already" }),
    }),
    changed: z
      .object({ ...counted, frauds: counts, legitimate: counts, unknown: counts })
      .meta({ description: "Payments that the rule would have decided otherwise than they were" }),
    outcomes: z.array(z.object({ truth, was: outcome, is: outcome, ...counted })).meta({
      description: "Payments that meet it, by what they truly were, what was decided, and what would have been",
    }),
    missing: z.int().meta({ description: "Payments that do not meet it only because a value is missing" }),
    notKept: z.int().meta({
      description: "Of them, those from before counts such as card_payments_1h were kept with each payment",
    }),
    newest: z.array(met).meta({ description: "The newest payments that meet it, 20 at most" }),
    dearest: z.array(met).meta({ description: "The dearest payments that meet it, 20 at most" }),
  })
  .openapi("RulePreview");
export type RulePreview = z.infer<typeof rulePreview>;

export const ruleSample = z
  .object({
    simulated,
    facts: z.array(z.string()).meta({ description: "Names of facts, in the order of `values`" }),
    features: z.array(z.string()).meta({ description: "Names of the model's inputs, in the order of `features`" }),
    payments: z
      .array(
        met.omit({ is: true }).extend({
          values: z
            .array(z.union([z.number(), z.string(), z.boolean(), z.null()]))
            .meta({ description: "What rules know of it; null is missing" }),
          features: z.array(z.number().nullable()).meta({ description: "Null is missing, or not read by that model" }),
          extra: z
            .record(z.string(), z.union([z.number(), z.string()]))
            .nullable()
            .meta({ description: "Columns of one's own; null without any" }),
        }),
      )
      .meta({ description: "The newest first" }),
  })
  .openapi("RuleSample");
export type RuleSample = z.infer<typeof ruleSample>;
