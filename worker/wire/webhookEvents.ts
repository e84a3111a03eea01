// The JSON bodies of posts to webhooks: one schema each for /openapi.json and for the code that makes them.
import { z } from "@hono/zod-openapi";
import { paymentView } from "./board.ts";
import { sums } from "./report.ts";
import { currency, date, money, paid, time } from "./scalars.ts";

const simulated = z.literal(true).optional().meta({
  description: "Only where Vigie holds simulated payments: cards and merchants are made up, and no money was moved",
});
const board = z.string().nullable().meta({
  example: "https://vigie.example.org/#/payments/order-1001",
  description: "On the board; null without PUBLIC_URL",
});
const probability = z.number().meta({ description: "0 to 1" });

const flagged = z.object({
  simulated,
  payment: paymentView
    .pick({
      id: true,
      paidAt: true,
      amount: true,
      currency: true,
      paid: true,
      merchant: true,
      category: true,
      card: true,
      score: true,
    })
    .extend({
      thresholds: z.object({ review: probability, decline: probability }).nullable().meta({
        description: "From where payments like this one are reviewed and declined; null where it is not known",
      }),
      ...paymentView.pick({ outcome: true, reasons: true, unfamiliar: true, model: true }).shape,
    }),
  url: board,
});

const rollup = z.object({
  simulated,
  payments: z.int().meta({ description: "How many were held back and are told here, once" }),
  reviews: z.int().meta({ description: "How many of them are to be reviewed; the others were declined" }),
  amount: money,
  currency,
  cards: z.int(),
  late: z.int().meta({ description: "How many were paid more than an hour before they could be judged" }),
  firstPaidAt: time,
  lastPaidAt: time,
  byCard: z
    .array(z.object({ card: paymentView.shape.card, payments: z.int(), amount: money }))
    .meta({ description: "The cards with the largest sums, at most ten" }),
  largest: z
    .array(z.object({ id: z.string(), merchant: z.string(), last4: z.string(), ...paid, paidAt: time, url: board }))
    .meta({ description: "The largest payments, at most ten" }),
});

const daily = z.object({
  simulated,
  date,
  zone: z.string().meta({ example: "Europe/Paris", description: "REPORT_TIMEZONE, whose midnights bound the day" }),
  currency,
  totals: sums,
  links: z
    .object({ page: z.string(), csv: z.string() })
    .nullable()
    .meta({ description: "The report, and the day's payments as CSV; null without PUBLIC_URL" }),
});

const incident = z.object({
  simulated,
  id: z.string().meta({ description: "The same when it starts and when it has ended" }),
  kind: z.string().meta({ example: "feed", description: "Stable, for programs; docs/watchman.md lists the kinds" }),
  detail: z.string().meta({ description: "What did not work, in plain words" }),
  startedAt: time,
  endedAt: time.nullable().meta({ description: "Null while it lasts" }),
});

/** `told`: when the event is told. `name`: of its schema. */
function event<Type extends string, Data extends z.ZodObject>(type: Type, name: string, data: Data, told: string) {
  const timestamp = time.meta({ description: "When the event was made" });
  return { told, schema: z.object({ type: z.literal(type), timestamp, data }).openapi(name) };
}

export const WEBHOOK_EVENTS = {
  "fraud.detected": event(
    "fraud.detected",
    "FraudDetected",
    flagged,
    "A payment was declined as likely fraud, or by a list or a rule",
  ),
  "payment.review": event(
    "payment.review",
    "PaymentReview",
    flagged,
    "A payment is to be reviewed; only with ALERT_OUTCOMES=review,decline",
  ),
  "fraud.rollup": event(
    "fraud.rollup",
    "FraudRollup",
    rollup,
    "There are payments of which this webhook was not told one by one: they were paid over an hour before they were stored",
  ),
  "report.daily": event(
    "report.daily",
    "ReportDaily",
    daily,
    "The day before is over, at REPORT_HOUR: its final figures",
  ),
  "incident.started": event(
    "incident.started",
    "IncidentStarted",
    incident,
    "Something does not work (docs/watchman.md)",
  ),
  "incident.ended": event("incident.ended", "IncidentEnded", incident, "It has worked again for five minutes"),
} as const;

type Bodies = { [Type in keyof typeof WEBHOOK_EVENTS]: z.infer<(typeof WEBHOOK_EVENTS)[Type]["schema"]> };
/** The body of a post. */
export type WebhookBody = Bodies[keyof Bodies];
/** An event before it is known when it is told. */
export type WebhookEvent = { [Type in keyof Bodies]: Omit<Bodies[Type], "timestamp"> }[keyof Bodies];
export type EventData<Type extends WebhookEvent["type"]> = Bodies[Type]["data"];
