// The JSON answers of /api/alerts.
import { z } from "@hono/zod-openapi";
import { CHANNEL_KINDS } from "./channelKinds.ts";
import { next, paid, simulated } from "./scalars.ts";

/** How far a message has come. */
export const state = z.enum(["pending", "sent", "failed"], "must be pending, sent or failed");

export const messageView = z
  .object({
    id: z.string().meta({ example: "fraud:order-1001>mail:ann@example.org" }),
    notice: z
      .string()
      .meta({ description: "What it says; the same to everyone who is told", example: "fraud:order-1001" }),
    kind: z.enum(["fraud", "rollup", "digest", "incident"]),
    channel: z.enum(["mail", ...CHANNEL_KINDS]),
    to: z.string().nullable().meta({ description: "The mail address; null for channels, whose addresses are secret" }),
    subject: z.string(),
    state,
    attempts: z.int(),
    createdAt: z.string(),
    nextAttemptAt: z.string().nullable(),
    sentAt: z.string().nullable(),
    kept: z.boolean().meta({ description: "No mail provider is set up: it stays here and was not mailed" }),
    maybeSent: z.boolean().meta({ description: "An attempt ended without our knowing whether it was accepted" }),
    problem: z.string().nullable().meta({ description: "Why it is not sent yet, or was given up" }),
    fate: z
      .string()
      .nullable()
      .meta({
        description:
          "What the mail provider last said became of a mail that it accepted: `delivered`, `bounced`, …; `not_allowed`: " +
          "RESEND_API_KEY may only send; null: not asked yet, or nobody knows",
        example: "delivered",
      }),
  })
  .openapi("Message");
export type MessageView = z.infer<typeof messageView>;

export const messageList = z
  .object({
    messages: z.array(messageView),
    next,
    pending: z.int(),
    failed: z.int(),
    heldBack: z.int().meta({ description: "Alerts that wait for the next mail that sums them up" }),
    simulated,
    delivery: z.enum(["resend", "outbox"]).meta({ description: "`outbox`: mails are kept here and not sent" }),
  })
  .openapi("MessageList");
export type MessageList = z.infer<typeof messageList>;

export const triedAgain = z
  .object({ messages: z.int().meta({ description: "Failed messages that will be tried again" }) })
  .openapi("TriedAgain");
export type TriedAgain = z.infer<typeof triedAgain>;

export const SHOWN_PAYMENTS = 25;
export const messageInFull = z
  .object({
    message: messageView,
    text: z.string().meta({ description: "The plain text of a mail; the JSON body for other channels" }),
    html: z.string().nullable(),
    payments: z
      .array(z.object({ id: z.string(), ...paid, paidAt: z.string() }))
      .meta({ description: `The payments it tells of, the largest first; at most ${SHOWN_PAYMENTS}` }),
  })
  .openapi("MessageInFull");
export type MessageInFull = z.infer<typeof messageInFull>;
