// The JSON that boards show: payments, verdicts, health, and the frames of the live socket. One schema serves the HTTP
// answers, /openapi.json, the socket and the dashboard's types. Money is a decimal string, times are ISO 8601 UTC.
import { z } from "@hono/zod-openapi";
import { UNFAMILIAR } from "../decision/decision.ts";
import { currency, feedKind, fraudType, label, money, outcome, paid, simulated, source, time } from "./scalars.ts";

export const reason = z
  .object({
    code: z.string().meta({ description: "Stable, for programs", example: "card_habit" }),
    share: z.number().meta({ description: "This reason's part of what speaks for fraud, 0 to 1" }),
    text: z.string().meta({ example: "9.3 × what this card usually spends on shopping" }),
  })
  .openapi("Reason");

const situation = z.enum(["stream", "first", "snapshot"]);
const careLevel = z.number().nullable();

export const unfamiliar = z
  .array(
    z.object({
      what: z.enum(UNFAMILIAR).meta({ description: "Stable, for programs" }),
      why: z.string().meta({
        example:
          "$5,000.00 on online shopping: no fraud that the model learned from was above $1,398.21, so its score says little; this card usually pays $61.20",
      }),
    }),
  )
  .meta({ description: "What the model has not seen, so that a low score says little; empty when there is nothing" })
  .openapi("Unfamiliar");

export const paymentView = z
  .object({
    id: z.string(),
    seq: z.int().meta({ description: "Sequence number of the row's last change; grows by one with each" }),
    paidAt: time,
    seenAt: time,
    ...paid,
    merchant: z.string(),
    category: z.string(),
    card: z.object({ id: z.string().meta({ description: "Keyed hash of the card number" }), last4: z.string() }),
    ageYears: z.int().nullable(),
    gender: z.enum(["F", "M"]).nullable(),
    distanceKm: z.number().nullable(),
    cityPopulation: z.number().nullable(),
    extra: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .nullable()
      .meta({ description: "Columns of one's own, as the policy declared them when it was decided; null without any" }),
    score: z
      .number()
      .nullable()
      .meta({ description: "Calibrated probability of fraud; null when the payment could not be scored" }),
    outcome,
    reasons: z.array(reason),
    unfamiliar,
    label: label.nullable().meta({ description: "Ground truth, where the feed ships it" }),
    verdict: label.nullable().meta({ description: "What a person said it was; counts more than the label" }),
    model: z.string().meta({ description: "First 12 hex digits of the model file's SHA-256" }),
    source,
    policy: z.int().nullable().meta({
      description: "Version of the policy that it was decided under; null in payments from before there was one",
    }),
    situation: situation.nullable().meta({
      description:
        "What was known of the card, which decides whose thresholds hold. `stream`: it had paid before; `first`: its first payment seen; " +
        "`snapshot`: nothing. Null in payments of older versions",
    }),
    hits: z.array(z.object({ rule: z.string().meta({ description: "Its id" }), shadow: z.boolean() })).meta({
      description:
        "The rules that it met, active ones first. A rule in shadow changed nothing. Empty where a list decided, and in payments of older versions",
    }),
    challenger: z
      .object({
        model: z.string().meta({ description: "Its version" }),
        score: z.number().nullable(),
        outcome: outcome.nullable(),
      })
      .nullable()
      .meta({
        description:
          "The model that scored it beside the one that decided, and what it would have decided; null when there was none. " +
          "Its score and outcome are null when it failed",
      }),
  })
  .openapi("Payment");
export type PaymentView = z.infer<typeof paymentView>;

/** What of a payment says where it stands in a list, however that is sorted. */
export const placeView = paymentView
  .pick({ id: true, paidAt: true, score: true })
  .extend({ amount: money.nullable() })
  .openapi("Place");
export type PlaceView = z.infer<typeof placeView>;

export const verdictView = z
  .object({
    verdict: label.nullable().meta({ description: "Null: what was said before is taken back" }),
    fraudType: fraudType.nullable().meta({ description: "Which kind of fraud; null where nobody said" }),
    note: z.string().nullable(),
    by: z.string().meta({ description: "A mail address where one is known, else `board` or `api`" }),
    via: z.enum(["mail", "board", "api", "source"]),
    at: time,
  })
  .openapi("Verdict");
export type VerdictView = z.infer<typeof verdictView>;

export const totals = z
  .object({
    payments: z.int(),
    amount: money,
    reviews: z.int(),
    declines: z.int(),
    amountAtRisk: money.meta({ description: "Sum of the amounts of reviewed and declined payments" }),
    labelledFrauds: z.int().meta({ description: "Payments that the feed itself labels as fraud" }),
    labelledFraudsFlagged: z.int().meta({ description: "How many of those were reviewed or declined" }),
  })
  .openapi("Totals");
export type Totals = z.infer<typeof totals>;

/** One point of a chart: `start` is the minute's (or quarter hour's) beginning. */
export const point = z.object({ start: time, payments: z.int(), flagged: z.int() }).openapi("Point");
export type Point = z.infer<typeof point>;

const rowCounts = z.object({ rows: z.int(), refused: z.int() });

export const health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    flowing: z
      .boolean()
      .meta({ description: "Payments come in and are judged; what else is wrong stands in `problems`" }),
    problems: z.array(z.string()).meta({ description: "In plain words; empty when all is well" }),
    incidents: z
      .array(
        z.object({
          kind: z.string().meta({ description: "Stable, for programs", example: "no_payment" }),
          since: time,
          detail: z.string(),
          lasts: z.boolean().meta({ description: "False: just gone, and not yet for long enough to be over" }),
        }),
      )
      .meta({ description: "Problems that have lasted long enough for an alert, and are not over" }),
    simulated,
    feed: z.object({
      kind: feedKind,
      host: z.string().nullable().meta({ description: "Host of PAYMENTS_URL; null when payments are only pushed" }),
      simulated: z.boolean().meta({ description: "What the feed's last answer said of itself" }),
      pollSeconds: z.number(),
      zone: z.string().meta({ description: "FEED_TIMEZONE: the clock that gives a payment its hour" }),
    }),
    lastTick: z
      .object({ at: time, ok: z.boolean(), error: z.string().nullable(), received: z.int(), rejected: z.int() })
      .nullable(),
    lastPayment: time.nullable().meta({ description: "When a payment was last stored" }),
    alertsPending: z.int().meta({ description: "Messages to be sent, and alerts held for the next one that sums up" }),
    alertsHeldBack: z.int().meta({ description: "Of those, the held ones" }),
    alertsFailed: z
      .int()
      .meta({ description: "Messages given up in the last 24 hours, which a person can send again" }),
    rejects: z.int().meta({ description: "Rows refused today" }),
    notUnderstood: z
      .array(z.object({ field: z.string(), value: z.string().nullable(), payments: z.int(), lastSeenAt: time }))
      .meta({
        description:
          "Columns of which something could not be read in payments that were taken all the same; categories that the model does not " +
          "know, currencies without a rate, and columns of one's own (`extra`) that were left out, by name (20 at most; `value` is null for the others). What has not come for a day is left out",
      }),
    rows: z
      .object({ polled: rowCounts, pushed: rowCounts })
      .meta({ description: "That came in the last 15 minutes, and how many of them were refused" }),
    unfamiliar: z
      .object({
        payments: z.int().meta({ description: "The newest payments, 1,000 at most" }),
        unfamiliar: z.int().meta({
          description:
            "Those of them of which the model does not know something else than the pace of their card, which is in `what` alone",
        }),
        what: z
          .record(z.enum(UNFAMILIAR), z.int())
          .meta({ description: "All that is unfamiliar, by what it is; one payment may have several" }),
      })
      .meta({ description: "How many of the newest payments are unfamiliar to the model" }),
    past: z
      .object({
        loading: z
          .object({ loaded: z.int(), expected: z.int().nullable().meta({ description: "Null: nobody said" }) })
          .nullable()
          .meta({ description: "How far a load of past payments has come; null while there is none" }),
        ofToday: z.int().meta({ description: "Payments of today (REPORT_TIMEZONE) that were loaded as past" }),
      })
      .meta({ description: "Payments that were pushed with `past=1`" }),
    deadLetters: z
      .int()
      .meta({ description: "Queued messages that could not be processed, which a person can try again" }),
    model: z.object({
      version: z.string(),
      engine: z.enum(["onnx", "trees", "none"]),
      problem: z.string().nullable(),
    }),
    thresholds: z
      .array(
        z.object({
          situations: z.array(situation).meta({
            description:
              "What is known of the card: `stream`: it has paid before; `first`: its first payment seen; `snapshot`: nothing",
          }),
          review: z.number().meta({ description: "A payment with this score, or a higher one, is reviewed" }),
          decline: z.number().meta({ description: "And from this one up it is declined" }),
          reviewSetBy: z.enum(["model", "REVIEW_THRESHOLD", "policy"]),
          declineSetBy: z.enum(["model", "DECLINE_THRESHOLD", "policy"]),
        }),
      )
      .meta({ description: "The scores from which payments are reviewed and declined now; empty without a model" }),
    care: z
      .object({
        unfamiliarTimes: careLevel.meta({
          description: "CARE_UNFAMILIAR_TIMES: an unfamiliar payment above so many times what the card usually pays",
        }),
        farAboveTimes: careLevel.meta({
          description: "CARE_FAR_ABOVE_TIMES: any payment above so many times what the card usually pays",
        }),
        paymentsInTenMinutes: careLevel.meta({ description: "CARE_PAYMENTS_IN_10_MINUTES: of one card" }),
        paymentsInHour: careLevel.meta({ description: "CARE_PAYMENTS_IN_HOUR: of one card" }),
        sameAmountInDay: careLevel.meta({ description: "CARE_SAME_AMOUNT_IN_DAY: payments of one card" }),
        cardsAtMerchant: careLevel.meta({ description: "CARE_CARDS_AT_MERCHANT: within ten minutes" }),
      })
      .meta({ description: "From where on a payment goes to a person whatever its score; null: not looked at" }),
    store: z.enum(["d1", "neon"]),
    storeProblem: z.string().nullable().meta({
      description: "Why the store cannot be read; then what only the store knows is left out. Null: it can be",
    }),
    waiting: z
      .object({
        payments: z.int(),
        bytes: z.int().meta({ description: "With their histories, and with refused rows that wait" }),
        since: time.nullable().meta({ description: "When the oldest of it was decided; null when nothing waits" }),
        problem: z.string().nullable().meta({ description: "Why it cannot be recorded just now; null when it can" }),
        lasts: z.boolean().meta({
          description: "True when it has waited for longer than the moment that recording takes, or cannot be recorded",
        }),
      })
      .meta({
        description:
          "Payments that are decided and wait to be recorded in the store: lists, alerts, boards and reports do not have them yet",
      }),
    needsStore: z.boolean().meta({
      description:
        "True while a decision may have to ask the store: before the first payment, and until the deciders' memories are filled. " +
        "Otherwise payments are decided even while the store is away",
    }),
    filling: z.object({ cards: z.int(), payments: z.int() }).nullable().meta({
      description:
        "How much of the store is read into the deciders' memories, while they are filled: meanwhile decisions ask the store. Null: all is",
    }),
    storage: z
      .object({
        rows: z
          .int()
          .meta({ description: "Payments in the store when last counted: a million once a day, fewer more often" }),
        bytes: z.int().meta({ description: "Size of the whole database" }),
        limitBytes: z.number().nullable().meta({ description: "STORE_LIMIT_GB; null: none is known" }),
        daysLeft: z
          .number()
          .nullable()
          .meta({ description: "Until the limit is reached at the last week's rate; null: never, as far as is known" }),
        measuredAt: time,
        keptDays: z.int().nullable().meta({ description: "RETENTION_DAYS, where there is an archive" }),
        note: z.string().nullable().meta({ description: "What a setting does not do, in plain words" }),
        archive: z
          .object({
            days: z.int(),
            files: z.int(),
            bytes: z.int(),
            lastDate: z.string().nullable().meta({ description: "The newest day in it", example: "2026-11-19" }),
            problem: z.string().nullable().meta({ description: "What does not work just now" }),
          })
          .nullable()
          .meta({ description: "Closed days as Parquet; null without a bucket" }),
      })
      .nullable()
      .meta({ description: "Measured each quarter of an hour, a small store each minute; null before the first time" }),
    open: z.boolean().meta({ description: "True where no token guards the page (local development)" }),
  })
  .openapi("Health");
export type Health = z.infer<typeof health>;

/** Health while the store cannot be read: without what only the store knows. */
export const healthWithoutStore = health
  .omit({
    ...{ incidents: true, lastPayment: true, rejects: true },
    ...{ alertsPending: true, alertsHeldBack: true, alertsFailed: true },
  })
  .openapi("HealthWithoutStore");
export type HealthWithoutStore = z.infer<typeof healthWithoutStore>;

/** How good the declines are, as far as people's verdicts and the feed's labels tell. */
export const quality = z
  .object({
    known: z.int().meta({ description: "Payments of which it is known what they were" }),
    caught: z.int().meta({ description: "Frauds that were declined" }),
    falseAlarms: z.int().meta({ description: "Legitimate payments that were declined" }),
    missed: z.int().meta({ description: "Frauds that were not declined" }),
    precision: z.number().nullable().meta({ description: "Frauds among the declines; null without known declines" }),
    recall: z.number().nullable().meta({ description: "Declines among the frauds; null without known frauds" }),
  })
  .openapi("Quality");
export type Quality = z.infer<typeof quality>;

export const status = z
  .object({
    date: z.string().meta({ description: "The day that `today` counts, in `zone`", example: "2026-11-20" }),
    zone: z.string(),
    currency: currency.meta({ description: "CURRENCY: what amounts are summed and judged in" }),
    today: totals,
    lastHour: z.array(point).meta({ description: "The last 60 minutes, a point a minute, oldest first" }),
    day: z.array(point).meta({ description: "Today so far, a point each quarter of an hour, oldest first" }),
    quality: quality.extend({
      models: z
        .array(quality.extend({ model: z.string() }))
        .meta({ description: "Today by model, where several scored" }),
    }),
    health,
  })
  .openapi("Status");
export type Status = z.infer<typeof status>;

/**
 * Frames of `GET /api/live?since=SEQ`. `payment` carries the row's own `seq`, and the others carry the newest one known.
 * After `hello` with `reset: true` the client must reload its table, because it missed more than is kept. `away` comes in place of
 * `status` while the store cannot be read: the figures of the last status are the last ones known.
 */
export const liveFrame = z
  .discriminatedUnion("type", [
    z.object({
      ...{ type: z.literal("hello"), seq: z.int(), reset: z.boolean() },
      status: status
        .nullable()
        .meta({ description: "Null when the store cannot be read, and no figures of today are known" }),
    }),
    z.object({ type: z.literal("payment"), seq: z.int(), payment: paymentView }),
    z.object({ type: z.literal("status"), seq: z.int(), status }),
    z.object({ type: z.literal("away"), seq: z.int(), health: healthWithoutStore }),
  ])
  .openapi("LiveFrame");
export type LiveFrame = z.infer<typeof liveFrame>;
