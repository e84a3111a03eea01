// The JSON of backtests: stored payments decided once more, beside what was decided.
import { z } from "@hono/zod-openapi";
import { LIST_KINDS, MOST_ENTRIES, VALUE_LENGTH } from "../policy/lists.ts";
import { MOST_RULES, RULE_LENGTH, RULE_NAME_LENGTH, RULE_STATES } from "../policy/rule.ts";
import { problem } from "./answers.ts";
import { sums } from "./report.ts";
import { money, outcome, paid, simulated, time } from "./scalars.ts";

const share = z.number("must be a number from 0 to 1").min(0, "must not be below 0").max(1, "must not be above 1");
const linesForm = 'must be an object such as {"review":0.2,"decline":0.8}, or one of the two alone';
const line = share.nullish();
const isAsked = ({ review, decline }: { review?: number | null | undefined; decline?: number | null | undefined }) =>
  review !== undefined || decline !== undefined;
const inOrder = ({ review, decline }: { review?: number | null | undefined; decline?: number | null | undefined }) =>
  (review ?? 0) <= (decline ?? 1);
const notInOrder = "must have review at or below decline";
/** A field that is not known keeps zod's own issue, which names it. */
const formOf =
  (words: string) =>
  ({ code }: { code: string }) =>
    code === "unrecognized_keys" ? undefined : words;

const linesOfOne = z
  .strictObject({ review: line, decline: line }, { error: formOf(linesForm) })
  .refine(isAsked, linesForm)
  .refine(inOrder, notInOrder)
  .optional();

const thresholdsAsked = z
  .strictObject(
    { review: line, decline: line, stream: linesOfOne, first: linesOfOne, snapshot: linesOfOne },
    { error: formOf(linesForm) },
  )
  .refine(
    ({ stream, first, snapshot, ...all }) => isAsked(all) || (stream ?? first ?? snapshot) !== undefined,
    linesForm,
  )
  .refine(
    ({ stream, first, snapshot, ...all }) => !isAsked(all) || (stream ?? first ?? snapshot) === undefined,
    "must have lines either for all payments or by situation (stream, first, snapshot)",
  )
  .refine(inOrder, notInOrder)
  .optional()
  .meta({
    description:
      'From which score on a payment is reviewed, and declined: for all payments, or by situation as `{"stream": {…}, ' +
      '"first": {…}}`. One of the two alone will do. What is left out is as the policy has it; null: as if the policy had ' +
      "no line, so that REVIEW_THRESHOLD or DECLINE_THRESHOLD holds where it is set, else the model's own",
  });

const text = z.string("must be text");
const ruleAsked = z.strictObject(
  {
    name: text.min(1, "must not be empty").max(RULE_NAME_LENGTH, `must be at most ${RULE_NAME_LENGTH} characters`),
    when: z
      .string("must be text: a condition in CEL")
      .max(RULE_LENGTH, `must be at most ${RULE_LENGTH} characters`)
      .meta({ description: "The condition, in CEL: docs/rules.md" }),
    then: outcome,
    state: z.enum(RULE_STATES, "must be active, shadow or off").default("active"),
    note: text.nullish(),
    until: z.iso
      .datetime({ offset: true, error: "must be an ISO 8601 time with a zone, such as 2026-11-20T00:00:00Z" })
      .nullish()
      .meta({ description: "A rule that has ended when the backtest is asked for meets nothing" }),
  },
  { error: formOf('must be an object such as {"name":"Dear","when":"amount > 2000","then":"review"}') },
);
const entryAsked = z.strictObject(
  {
    list: text.meta({ description: "`block`, `allow`, or one of one's own" }),
    kind: z.enum(LIST_KINDS, `must be one of ${LIST_KINDS.join(", ")}`),
    value: text.max(2 * VALUE_LENGTH, `must be at most ${VALUE_LENGTH} characters`),
  },
  { error: formOf('must be an object such as {"list":"block","kind":"merchant","value":"Kirlin and Sons"}') },
);
const moment = z.iso.datetime({
  offset: true,
  error: "must be an ISO 8601 time with a zone, such as 2026-11-20T00:00:00Z",
});

/** Strict: what is not known here would otherwise be left out of the policy that is tried without a word. */
export const backtestAsked = z
  .strictObject(
    {
      from: moment.meta({ description: "Paid at or after" }),
      to: moment.meta({ description: "Paid before" }),
      model: z
        .string("must be a model's version")
        .max(64, "must be a model's version")
        .optional()
        .meta({ description: "A version of the registry, or the one that is shipped. Left out: the champion of now" }),
      thresholds: thresholdsAsked,
      rules: z
        .array(ruleAsked, "must be a list of rules")
        .max(MOST_RULES, `must be at most ${MOST_RULES} rules`)
        .optional()
        .meta({ description: "Instead of those of the policy. Left out: those" }),
      lists: z
        .array(entryAsked, "must be a list of entries")
        .max(MOST_ENTRIES, `must be at most ${MOST_ENTRIES.toLocaleString("en")} entries`)
        .optional()
        .meta({ description: "All entries of all lists, instead of those of the policy. Left out: those" }),
    },
    { error: formOf('must be an object such as {"from":"2026-11-01T00:00:00Z","to":…}') },
  )
  .openapi("BacktestAsked");

const lines = z.object({ review: z.number(), decline: z.number() });

export const backtestSummary = z
  .object({
    id: z.string(),
    state: z.enum(["waiting", "running", "done", "failed", "cancelled"]).meta({
      description: "`waiting`: for its turn, since one runs at a time",
    }),
    problem: z.string().nullable().meta({ description: "Why it failed, or does not come on just now" }),
    by: z.string(),
    askedAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    from: time,
    to: time,
    model: z.string().meta({ description: "The version that decides anew" }),
    thresholds: z
      .object({ stream: lines, first: lines, snapshot: lines })
      .nullable()
      .meta({ description: "The lines that hold, for each situation. Null until its model is opened" }),
    policy: z.object({
      version: z.int().nullable().meta({ description: "The one that held when it was asked for" }),
      rules: z.int().meta({ description: "Rules that are tried, those in shadow among them" }),
      ownRules: z.boolean().meta({ description: "They were asked for, and are not that policy's" }),
      entries: z.int().meta({ description: "Entries of lists that are tried" }),
      ownLists: z.boolean(),
      broken: z
        .array(z.object({ rule: z.string(), problem: z.string() }))
        .meta({ description: "Rules that cannot be read: they meet nothing" }),
    }),
    progress: z.object({
      done: z.int(),
      of: z.int().meta({ description: "Payments of the range when it was asked for" }),
      through: time.nullable().meta({ description: "Time of the last payment that was decided anew" }),
    }),
    goneDays: z.int().meta({
      description: "Days of the range whose payments have left the store for the archive: they are not in the result",
    }),
    pastDays: z.int().meta({
      description:
        "Days before the range of which cards' payments are in the store, 30 at most: 30 is all that is looked at one by one",
    }),
  })
  .openapi("Backtest");
export type BacktestSummary = z.infer<typeof backtestSummary>;

const truth = z.enum(["fraud", "legitimate", "unknown"]);
const situation = z.enum(["stream", "first", "snapshot"]);
/** By what a payment is decided, in the order in which they are asked. */
const DECIDERS = ["block_list", "allow_list", "rule", "model", "not_scored"] as const;
const counted = { payments: z.int(), amount: money };
const sum = z.object(counted);
const byTruth = { ...counted, frauds: sum, legitimate: sum };

export const backtestResult = z
  .object({
    decided: sums.meta({ description: "What was decided" }),
    anew: sums.meta({ description: "What would be decided" }),
    byCategory: z.array(z.object({ category: z.string(), decided: sums, anew: sums })),
    outcomes: z
      .array(z.object({ truth, was: outcome, is: outcome, ...counted }))
      .meta({ description: "Payments by what they truly were, what was decided, and what would be" }),
    decidedBy: z
      .array(z.object({ by: z.enum(DECIDERS), ...byTruth }))
      .meta({ description: "By what payments would be decided. `not_scored`: the model could not, so a person would" }),
    rules: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          then: outcome,
          state: z.enum(RULE_STATES),
          decided: z.object(byTruth).meta({
            description: "Payments that it would decide; of rules with the same outcome that meet one, each counts it",
          }),
          met: z.object(byTruth).meta({ description: "Payments that meet it, of those that no list decides" }),
          missing: z.int().meta({ description: "Payments that do not meet it since a value is missing" }),
          failed: z.int(),
        }),
      )
      .meta({ description: "The rules that were tried, but for those that were off" }),
    days: z.number().meta({ description: "Days that the payments span, for what there would be in a day" }),
    scores: z
      .array(
        z.object({
          ...{ situation, from: z.number(), to: z.number(), truth, held: z.boolean() },
          decidedBy: z
            .enum(["model", "policy"])
            .meta({ description: "`policy`: by a list or a rule, whatever its score" }),
          ...counted,
        }),
      )
      .meta({
        description:
          "Payments by their new score, the lowest first: what other thresholds would do, exactly where a line is the `from` " +
          "of one of them. `held`: they go to a person whatever their score",
      }),
    settled: z.array(z.object({ is: outcome, truth, ...counted })).meta({
      description: "Payments that no threshold decides: lists and rules do, or the model could not score them",
    }),
    flips: z.object({
      ...counted,
      examples: z
        .array(
          z.object({
            id: z.string(),
            paidAt: time,
            ...paid,
            category: z.string(),
            truth,
            was: outcome,
            is: outcome,
            score: z.number().nullable().meta({ description: "The new one" }),
          }),
        )
        .meta({ description: "The dearest first, as many as `flips` says; 1,000 are kept" }),
    }),
    models: z
      .array(z.object({ model: z.string(), payments: z.int() }))
      .meta({ description: "The models that decided then" }),
    reproduced: z.object({ payments: z.int(), of: z.int() }).meta({
      description: "Of the payments that the same model decided then, those with the same score to the last bit",
    }),
    firstPayments: z.int().meta({ description: "Payments that counted as their card's first" }),
    unscored: z.int().meta({ description: "Payments that the model could not score: they go to a person" }),
    withoutDays: z.int().meta({
      description:
        "Payments of whose cards and merchants the store no longer has all days that the model reads: it was given them as missing",
    }),
  })
  .openapi("BacktestResult");
export type BacktestResult = z.infer<typeof backtestResult>;

export const backtestInFull = z
  .object({
    backtest: backtestSummary,
    simulated,
    result: backtestResult
      .nullable()
      .meta({ description: "So far, until it has ended. Null before anything is counted" }),
  })
  .openapi("BacktestInFull");

export type BacktestInFull = z.infer<typeof backtestInFull>;

/** A condition that cannot be read is said with its place. */
export const backtestProblem = problem
  .extend({
    from: z.int().optional().meta({ description: "Where in a rule's condition the mistake begins, from 0" }),
    to: z.int().optional().meta({ description: "The first character behind it" }),
  })
  .openapi("BacktestProblem");

export const backtestAnswer = z.object({ backtest: backtestSummary }).openapi("BacktestAnswer");
export const backtestList = z.object({ backtests: z.array(backtestSummary) }).openapi("BacktestList");
