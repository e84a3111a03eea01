// The JSON of backtests: stored payments decided once more, beside what was decided.
import { z } from "@hono/zod-openapi";
import { sums } from "./report.ts";
import { money, outcome, simulated, time } from "./scalars.ts";

const share = z.number("must be a number from 0 to 1").min(0, "must not be below 0").max(1, "must not be above 1");
const linesForm = 'must be an object such as {"review":0.2,"decline":0.8}, or one of the two alone';
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
      thresholds: z
        .strictObject(
          { review: share.optional(), decline: share.optional() },
          { error: ({ code }) => (code === "unrecognized_keys" ? undefined : linesForm) },
        )
        .refine(({ review, decline }) => review !== undefined || decline !== undefined, linesForm)
        .refine(({ review = 0, decline = 1 }) => review <= decline, "must have review at or below decline")
        .optional()
        .meta({
          description:
            "From which score on a payment is reviewed, and declined; one of them alone will do. One that is left out: " +
            "REVIEW_THRESHOLD or DECLINE_THRESHOLD where it is set, else the model's own",
        }),
    },
    {
      // A field that is not known keeps zod's own issue, which names it.
      error: ({ code }) =>
        code === "unrecognized_keys" ? undefined : 'must be an object such as {"from":"2026-11-01T00:00:00Z","to":…}',
    },
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
const counted = { payments: z.int(), amount: money };

export const backtestResult = z
  .object({
    decided: sums.meta({ description: "What was decided" }),
    anew: sums.meta({ description: "What would be decided" }),
    byCategory: z.array(z.object({ category: z.string(), decided: sums, anew: sums })),
    outcomes: z
      .array(z.object({ truth, was: outcome, is: outcome, ...counted }))
      .meta({ description: "Payments by what they truly were, what was decided, and what would be" }),
    scores: z.array(z.object({ from: z.number(), to: z.number(), truth, held: z.boolean(), ...counted })).meta({
      description:
        "Payments by their new score, the lowest first: what other thresholds would do. `held`: they go to a person " +
        "whatever their score",
    }),
    flips: z.object({
      ...counted,
      examples: z
        .array(
          z.object({
            id: z.string(),
            paidAt: time,
            amount: money,
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

export const backtestAnswer = z.object({ backtest: backtestSummary }).openapi("BacktestAnswer");
export const backtestList = z.object({ backtests: z.array(backtestSummary) }).openapi("BacktestList");
