// The JSON of sources: what an event is answered, which sources there are, and what one would make of an event.
import { z } from "@hono/zod-openapi";
import { decision, refundTaken, refused } from "./answers.ts";
import { label, time } from "./scalars.ts";

const saidLabel = z.object({
  id: z.string().meta({ description: "The payment" }),
  verdict: label,
  status: z.enum(["recorded", "unchanged", "used", "contradicted", "waiting"]).meta({
    description:
      "`recorded`: it is a verdict of this source; `unchanged`, `used`: it was said before; `contradicted`: a person has said otherwise, " +
      "which stands; `waiting`: the payment is not stored, and the word waits for it",
  }),
});
export type SaidLabelAnswer = z.infer<typeof saidLabel>;

export const fromSource = z
  .object({
    decisions: z.array(z.union([decision, refundTaken])),
    rejects: z
      .array(refused)
      .meta({ description: "Rows that were refused. They are kept, and sending them again changes nothing" }),
    labels: z.array(saidLabel),
    ignored: z.int().meta({ description: "Events that are neither payments nor labels" }),
    problems: z.array(z.string()).meta({ description: "What could not be read of the events, by field" }),
  })
  .openapi("FromSource");
export type FromSourceAnswer = z.infer<typeof fromSource>;

const counts = z.object({
  payment: z.int(),
  label: z.int(),
  refund: z.int(),
  ignored: z.int(),
  refused: z.int().meta({ description: "Not signed rightly, not to be read, or not taken" }),
});
const mapping = z.looseObject({}).meta({ description: "How its events are read: docs/sources.md" });
const kind = z.enum(["payment", "label", "refund", "ignored", "refused"]);

export const sourceView = z
  .object({
    name: z.string().meta({ example: "stripe" }),
    title: z.string(),
    preset: z.boolean().meta({ description: "Vigie is shipped with a mapping for it" }),
    own: z.boolean().meta({ description: "People have said how it is read; else it is read as shipped" }),
    path: z.string().meta({ description: "Where its events are posted to", example: "/api/payments/from/stripe" }),
    secret: z
      .string()
      .meta({ description: "Name of the secret that its events are signed with", example: "SOURCE_SECRET_STRIPE" }),
    hasSecret: z.boolean(),
    signature: z.string().meta({ description: "How its events are signed, in words" }),
    problem: z.string().nullable().meta({ description: "Why its events cannot be taken; null when they can" }),
    note: z.string().nullable(),
    events: counts.meta({ description: "Of today" }),
    lastAt: time.nullable(),
    refused: z
      .object({ since: time, last: time, events: z.int(), problem: z.string() })
      .nullable()
      .meta({ description: "Events that were refused since the last one that was taken. Null where there are none" }),
    mapping,
    ownIds: z.array(z.string()).meta({
      description:
        "Pointers where this system's own ids stand: a long number there is no card's, whatever it looks like",
    }),
  })
  .openapi("Source");
export type SourceView = z.infer<typeof sourceView>;

export const sourceList = z.object({ policy: z.int(), sources: z.array(sourceView) }).openapi("SourceList");

export const sourceInFull = z
  .object({
    policy: z.int(),
    source: sourceView,
    recent: z
      .array(
        z.object({ at: time, kind, type: z.string().nullable(), problem: z.string().nullable(), body: z.unknown() }),
      )
      .meta({
        description: "The last 20 events, the newest first: no card's number, name, address or mail address is in them",
      }),
    waiting: z
      .int()
      .nullable()
      .meta({ description: "Words of all sources that wait for their payments; null where it is not known" }),
  })
  .openapi("SourceInFull");

const outcome = z.union([
  z.object({ value: z.union([z.string(), z.number(), z.boolean()]).nullable(), from: z.string().nullable() }),
  z.object({ error: z.string(), from: z.string().nullable() }),
]);

export const tried = z
  .object({
    readings: z.array(
      z.object({
        kind: z.enum(["payment", "label", "refund", "ignored"]),
        eventId: z.string().nullable(),
        eventType: z.string().nullable(),
        why: z.string().nullable().meta({ description: "Why it is ignored" }),
        fields: z.record(z.string(), outcome),
        admission: z
          .object({
            ok: z.boolean(),
            field: z.string().nullable(),
            error: z.string().nullable(),
            notes: z.array(z.object({ field: z.string(), note: z.string() })),
          })
          .nullable()
          .meta({ description: "What the door would say of the row. Null for what is no row" }),
        label: z
          .object({ id: z.string(), verdict: label, fraudType: z.string().nullable(), note: z.string().nullable() })
          .nullable(),
      }),
    ),
  })
  .openapi("TriedEvent");
