// The JSON of reports: one schema for the HTTP answers, /openapi.json and the report page's types. Money is a decimal string,
// times are ISO 8601 UTC.
import { z } from "@hono/zod-openapi";
import { currency, date, label, money, outcome, paid, simulated, time, waiting } from "./scalars.ts";

const share = z.number().nullable();
const span = z.object({ from: time, to: time });

/** The counts for any set of payments. A payment is known by a person's verdict, or without one by the feed's label. */
export const sums = z
  .object({
    payments: z.int(),
    amount: money,
    declines: z.int().meta({ description: "Payments flagged as fraud" }),
    declinedAmount: money,
    reviews: z.int(),
    amountAtRisk: money.meta({ description: "Of declined and reviewed payments" }),
    fraudRate: share.meta({ description: "Declines of payments, 0 to 1; null of none" }),
    knownFrauds: z.int().meta({ description: "Frauds by a person's verdict, else by the feed's label" }),
    knownFraudAmount: money,
    missedFrauds: z.int().meta({ description: "Known frauds that were approved" }),
    missedAmount: money,
    unknown: z.int().meta({ description: "Payments with neither verdict nor label" }),
    precision: share.meta({ description: "Known frauds of the declines of which anything is known" }),
    recall: share.meta({ description: "Declines of the known frauds" }),
    flaggedPrecision: share.meta({ description: "The same, with reviews counted as flagged" }),
    flaggedRecall: share,
  })
  .openapi("Sums");
export type SumsView = z.infer<typeof sums>;

const reportBody = {
  date,
  zone: z.string().meta({ example: "Europe/Paris" }),
  currency: currency.meta({ description: "CURRENCY when the report was made: all its sums are in it" }),
  from: time,
  to: time.meta({ description: "The next day's first moment" }),
  hours: z.number().meta({ description: "Length of the day: 24, or 23 or 25 when the clocks change" }),
  asOf: time.meta({ description: "What was known then" }),
  totals: sums,
  byHour: z.array(
    sums.extend({
      hour: z.string().meta({ example: "02:00", description: "On the wall clock" }),
      start: z.string().meta({ example: "2026-10-25T02:00:00.000+01:00", description: "On the wall clock" }),
      minutes: z.number(),
      doubled: z.boolean().meta({ description: "The clocks show this hour twice; `start` tells the two apart" }),
    }),
  ),
  byCategory: z.array(sums.extend({ category: z.string() })),
  models: z.array(sums.extend({ model: z.string() })).meta({ description: "The models that scored" }),
  largestFrauds: z
    .array(
      z.object({
        id: z.string(),
        paidAt: time,
        time: z.string().meta({ example: "19:04", description: "On the wall clock" }),
        ...paid,
        merchant: z.string(),
        category: z.string(),
        card: z.object({ id: z.string(), last4: z.string() }),
        score: share,
        reason: z.string().nullable(),
      }),
    )
    .meta({ description: "Of the declined payments, at most ten" }),
  topCards: z.array(
    z.object({
      card: z.object({ id: z.string(), last4: z.string() }),
      flagged: z.int(),
      declines: z.int(),
      amount: money,
    }),
  ),
  topReasons: z.array(
    z.object({
      code: z.string(),
      words: z.string().meta({ example: "The amount" }),
      flagged: z.int().meta({ description: "Flagged payments with this reason" }),
      amount: money,
      share: z.number().meta({ description: "Part of all that spoke for fraud, 0 to 1, among the reasons listed" }),
    }),
  ),
  rejects: z.object({
    rows: z.int().meta({ description: "Rows refused that day for the first time" }),
    times: z.int().meta({ description: "How often they came, to this day" }),
    byCode: z.array(z.object({ code: z.string(), rows: z.int() })),
  }),
  silences: z.array(span).meta({ description: "Times of SILENCE_MINUTES and more in which nothing was paid" }),
  incidents: z
    .array(z.object({ kind: z.string(), from: time, to: time.nullable(), detail: z.string() }))
    .meta({ description: "Times in which feed, detector or mail did not work" }),
};

/** The report that is kept for a closed day. */
export const report = z.object(reportBody);
export type Report = z.infer<typeof report>;

const late = z.object({
  id: z.string(),
  paidAt: time,
  ...paid,
  outcome,
  merchant: z.string(),
});

export const corrections = z
  .object({
    latePayments: z.int(),
    lateAmount: money,
    newestLate: z.array(late).meta({ description: "At most 100" }),
    changedVerdicts: z.array(
      z.object({
        id: z.string(),
        paidAt: time,
        ...paid,
        outcome,
        before: label.nullable(),
        verdict: label.nullable(),
        at: time,
      }),
    ),
    changedLabels: z
      .array(
        z.object({
          id: z.string(),
          paidAt: time,
          ...paid,
          outcome,
          before: label.nullable(),
          label: label.nullable(),
          at: time,
        }),
      )
      .meta({ description: "Payments that the feed sent again with another label" }),
    totals: sums.meta({ description: "The day as it is known now" }),
  })
  .openapi("Corrections");
export type CorrectionsView = z.infer<typeof corrections>;

export const dailyReport = z
  .object({
    ...reportBody,
    simulated,
    state: z.enum(["running", "over", "closed"]).meta({
      description:
        "`running`: not over, so far; `over`: payments may still come in; `closed`: the same answer for ever",
    }),
    waiting: waiting.optional().meta({
      description:
        "Payments that are decided and wait to be recorded: those of this day are not in the report yet. Left out once it is closed",
    }),
    corrections: corrections.nullable().meta({ description: "What came after the day was closed; null: nothing" }),
  })
  .openapi("DailyReport");
export type DailyReport = z.infer<typeof dailyReport>;

export const reportDays = z
  .object({
    month: z.string().meta({ example: "2026-11" }),
    zone: z.string(),
    today: date,
    first: date.nullable().meta({ description: "The day of the first payment; null before it" }),
    days: z.array(z.object({ date, payments: z.int(), declines: z.int(), reviews: z.int() })),
  })
  .openapi("ReportDays");
export type ReportDays = z.infer<typeof reportDays>;
