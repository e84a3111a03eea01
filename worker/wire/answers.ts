// The JSON answers of routes that return more than a single shape from board.ts.
import { z } from "@hono/zod-openapi";
import { healthWithoutStore, paymentView, placeView, reason, unfamiliar, verdictView } from "./board.ts";
import { listEntry } from "./policy.ts";
import { refundView } from "./refunds.ts";
import { feedKind, fraudType, label, next, outcome, simulated, source, waiting } from "./scalars.ts";

export const problem = z
  .object({
    error: z.string().meta({ example: "amt must not be negative" }),
    field: z.string().optional().meta({ description: "The column or parameter at fault" }),
  })
  .openapi("Problem");

const note = z.object({
  field: z.string().meta({ description: "The column", example: "gender" }),
  note: z.string().meta({ example: "could not be read, and counts as missing: F or M is expected" }),
});

export const decision = z
  .object({
    id: z.string(),
    status: z.enum(["stored", "repeated"]).meta({
      description:
        "`stored`: decided just now and kept; lists show it once it is recorded, mostly within a fifth of a second. " +
        "`repeated`: decided earlier with the same content, or a row before it in the same body; this is what was decided then",
    }),
    score: z.number().nullable(),
    outcome,
    reasons: z.array(reason),
    unfamiliar,
    model: z.string(),
    policy: z.int().nullable().meta({
      description: "The version of the policy under which it was decided; null for a payment from before there was one",
    }),
    knownAs: z.string().nullish().meta({
      description: "The category that was read instead of the payment's own, as people or the merchant code have it",
    }),
    label: z.literal("updated").optional().meta({
      description: "Only with `repeated`: it came with another `is_fraud` than before, which counts from now on",
    }),
    simulated: z.literal(true).optional().meta({
      description: "Only where Vigie holds simulated payments: this one counts as simulated, whoever sent it",
    }),
    notes: z.array(note).optional().meta({
      description: "What was sent and not understood, though the payment was taken; left out when there is nothing",
    }),
  })
  .openapi("Decision");
export type DecisionAnswer = z.infer<typeof decision>;

/** What the sender of a refund is told. */
export const refundTaken = z
  .object({
    type: z.literal("refund"),
    id: z.string(),
    status: z.enum(["stored", "repeated"]),
    refundOf: z.string().nullable().meta({ description: "The payment that is paid back, where the row names it" }),
    simulated: decision.shape.simulated,
    notes: decision.shape.notes,
  })
  .openapi("RefundTaken");
export type RefundAnswer = z.infer<typeof refundTaken>;

export const refused = z
  .object({
    index: z.int().meta({ description: "Place in the list that was sent, from 0" }),
    id: z.string().nullable(),
    code: z.string().meta({ example: "missing" }),
    field: z.string().nullable(),
    error: z.string(),
  })
  .openapi("RefusedPayment");
export type RefusedAnswer = z.infer<typeof refused>;

export const decisions = z
  .object({ decisions: z.array(z.union([decision, refundTaken])), rejects: z.array(refused) })
  .openapi("Decisions");

export const accepted = z
  .object({
    accepted: z.array(z.string()).meta({ description: "Ids of the payments that lie in the queue, in the order sent" }),
    rejects: z.array(refused),
    notes: z
      .array(note.extend({ index: refused.shape.index }))
      .optional()
      .meta({ description: "What was not understood in payments that were accepted; left out when there is nothing" }),
  })
  .openapi("Accepted");

export const paymentList = z
  .object({
    payments: z.array(paymentView),
    simulated,
    waiting: waiting.meta({
      description:
        "Payments that are decided and wait to be recorded: they are not listed yet. Nearly always 0; null where it is not known",
    }),
    next,
    searched: z
      .object({ payments: z.int().meta({ description: "That were looked at" }), through: placeView })
      .optional()
      .meta({ description: "Only where the search stopped before the page was full; `next` goes on behind `through`" }),
  })
  .openapi("PaymentList");

export const paymentInFull = z
  .object({
    payment: paymentView,
    simulated,
    features: z.array(
      z.object({
        name: z.string(),
        value: z.number().nullable().meta({ description: "Null: missing" }),
        unit: z.string(),
        meaning: z.string(),
        category: z.string().optional().meta({
          description: "What the number of a category stands for, where it is known: each model has numbers of its own",
        }),
      }),
    ),
    alerts: z.array(
      z.object({
        id: z.string(),
        state: z.enum(["held_back", "pending", "sent", "kept", "failed", "nobody", "snoozed"]).meta({
          description:
            "`held_back`: until the next mail that sums up; `kept`: in the outbox, since no mail provider is set up; " +
            "`nobody`: there was no recipient; `snoozed`: people were not told, since the card or the merchant is snoozed; of several " +
            "messages the least good",
        }),
        subject: z.string(),
        messages: z.array(z.string()).meta({
          description:
            "Ids for /api/alerts/:id. While it is held back: only of channels that were told of it by itself",
        }),
        createdAt: z.string(),
      }),
    ),
    verdicts: z.array(verdictView).meta({ description: "What people said of it, the earliest first" }),
    refunds: z.array(refundView).nullable().meta({
      description: "Money that went back, the earliest first; 100 at most. Null while it waits to be recorded",
    }),
    listed: z
      .array(listEntry.extend({ list: z.string().meta({ description: "`block`, `allow`, `snooze`, or one's own" }) }))
      .nullable()
      .meta({
        description:
          "The entries of lists that its card, merchant, category, source, bin and country meet now, whatever was decided then. Null while it waits to be recorded",
      }),
    recorded: z.boolean().meta({
      description:
        "False while it is decided and waits for the store: then it has no sequence number (0), no alerts and no verdicts yet",
    }),
  })
  .openapi("PaymentInFull");

/** A refund has the address of a payment: its id is one of the sender's, too. */
export const refundInFull = z
  .object({
    type: z.literal("refund"),
    refund: refundView,
    simulated,
    recorded: z.boolean().meta({ description: "False while it waits for the store" }),
  })
  .openapi("RefundInFull");

export const verdictAnswer = z
  .object({
    changed: z.boolean().meta({ description: "False: the same person had said the same already" }),
    payment: paymentView,
    verdicts: z.array(verdictView),
    blocked: z.boolean().meta({
      description: "Its card is on the block list now. Taking a verdict back does not take the card off",
    }),
    offer: z.boolean().meta({
      description:
        "The payment is a fraud, its card is not blocked, and the caller may block it: say the same with `block`",
    }),
    blockProblem: z
      .string()
      .nullable()
      .meta({ description: "Why the card is not blocked although that was asked for or is set. The verdict stands" }),
  })
  .openapi("VerdictAnswer");

export const rejectList = z
  .object({
    rejects: z.array(
      z.object({
        id: z.string(),
        code: z.string().meta({ example: "missing" }),
        field: z.string().nullable(),
        reason: z.string().meta({ example: "amt must not be negative" }),
        snippet: z.string().meta({ description: "The row without anything personal" }),
        paymentId: z.string().nullable(),
        source,
        firstSeenAt: z.string(),
        lastSeenAt: z.string(),
        times: z.int().meta({ description: "How often the same row came" }),
      }),
    ),
  })
  .openapi("RejectList");

/** What GET /api/health answers while the store cannot be read. */
export const storeAway = healthWithoutStore
  .extend({
    error: z
      .string()
      .optional()
      .meta({ description: "Only where payments do not flow: the store's problem, and what to do" }),
  })
  .openapi("StoreAway");

export const labelList = z
  .object({
    labels: z.array(
      paymentView
        .pick({
          id: true,
          paidAt: true,
          merchant: true,
          category: true,
          amount: true,
          gender: true,
          ageYears: true,
          cityPopulation: true,
          distanceKm: true,
          source: true,
          score: true,
          outcome: true,
          model: true,
        })
        .extend({
          cardId: z.string(),
          /** Left out by versions that do not know them. */
          currency: paymentView.shape.currency.optional(),
          paid: paymentView.shape.paid.optional(),
          feed: feedKind,
          features: z.record(z.string(), z.number().nullable()).meta({
            description: "By name, those that only some models read among them; null: missing, or not read",
          }),
          /** Left out by versions that do not know them. */
          extra: paymentView.shape.extra.optional(),
          truth: label,
          truthFrom: z.enum(["verdict", "label"]).meta({ description: "A person's word, or the feed's" }),
          /** Left out by versions that do not know it. */
          fraudType: fraudType
            .nullish()
            .meta({ description: "Which kind of fraud the verdict says; null where nobody said" }),
        }),
    ),
    /** Left out by versions that do not know it. */
    simulated: simulated.optional(),
    next,
  })
  .openapi("LabelList");

/** What the caller may do besides reading, so that pages show only buttons that work. */
export const me = z
  .object({
    mayChange: z.boolean().meta({ description: "Whether the caller may change policy, models and sources" }),
    how: z.string().nullable().meta({ description: "When not: why, and what to do about it" }),
    signIn: z.string().nullable().meta({
      description: "When not: the page that takes ADMIN_TOKEN, where one is set; `&to=/report` leads back",
    }),
  })
  .openapi("Me");
export type Me = z.infer<typeof me>;

/** GET /session tells the pages whether there is anything to sign out of. There is nothing while Vigie runs open. */
export interface SessionAnswer {
  signedIn: boolean;
  /** The person as Cloudflare Access knows them. Null when it is known only that they had the token. */
  person: string | null;
}

/** POST /logout tells the pages where the browser goes next. */
export interface LogoutAnswer {
  next: string;
}
