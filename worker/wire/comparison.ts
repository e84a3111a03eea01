// The JSON of comparing two models on the payments that both judged: one schema for the HTTP answers, /openapi.json and the page's
// types. Money is a decimal string, times are ISO 8601 UTC.
import { z } from "@hono/zod-openapi";
import { FLIP_KINDS } from "../store/pairs.ts";
import { paymentView } from "./board.ts";
import { money, next, simulated, time } from "./scalars.ts";

const amount = z.object({ payments: z.int(), amount: money });
const byTruth = z
  .object({ fraud: amount, legitimate: amount, unknown: amount })
  .meta({ description: "By what they were: a person’s verdict, else the feed’s label; `unknown`: nobody has said" });
const ends = { low: z.number(), high: z.number() };

const share = z
  .object({ value: z.number(), part: z.int(), of: z.int(), ...ends })
  .nullable()
  .meta({ description: "0 to 1, with its 95 % interval; null of nothing" });
const difference = z
  .object({ value: z.number(), ...ends })
  .nullable()
  .meta({
    description:
      "The challenger’s less the champion’s, with its 95 % interval. It counts the payments on which they differ, since both " +
      "judged the same ones; null where one has none",
  });

const side = z.object({
  declines: z.int(),
  reviews: z.int(),
  declined: byTruth,
  missed: amount.meta({ description: "Known frauds that it does not decline" }),
  precision: share.meta({ description: "Frauds of the matured payments that it declines" }),
  recall: share.meta({ description: "Declines of the matured frauds" }),
});
export type SideView = z.infer<typeof side>;

const flip = z.object({
  kind: z.enum(FLIP_KINDS).meta({
    description:
      "`newly_declined`: only the challenger declines; `let_through`: only the champion declines; `newly_reviewed`: approved, " +
      "and would be reviewed; `no_longer_reviewed`: reviewed, and would be approved",
  }),
  ...amount.shape,
  truth: byTruth,
  toReview: z.int().meta({ description: "Of those let through: would go to a person instead" }),
  fromReview: z.int().meta({ description: "Of those newly declined: go to a person now" }),
});
export type FlipView = z.infer<typeof flip>;

const judged = z.object({
  ...amount.shape,
  matured: z.object({ payments: z.int(), frauds: z.int() }),
  sides: z.object({ champion: side, challenger: side }),
  difference: z.object({ precision: difference, recall: difference }),
  flips: z.array(flip).meta({ description: "All four kinds, in this order" }),
});
export type Judged = z.infer<typeof judged>;

export const comparison = z
  .object({
    champion: z.string(),
    challenger: z.string(),
    from: time,
    to: time,
    scored: z
      .object({ from: time, to: time })
      .nullable()
      .meta({ description: "The whole hours in which payments were made that both judged; null: there are none" }),
    failed: z.int().meta({ description: "Payments that the challenger could not score. They are in no other figure" }),
    matureDays: z.int(),
    young: z
      .object({ payments: z.int(), known: z.int(), count: z.boolean() })
      .meta({ description: "Payments newer than `matureDays`. They count as matured where nearly all are known" }),
    ...judged.shape,
    byCategory: z.array(judged.extend({ category: z.string() })),
    bySituation: z.array(judged.extend({ situation: z.enum(["stream", "first", "snapshot"]) })),
  })
  .openapi("Comparison");
export type Comparison = z.infer<typeof comparison>;

export const gate = z
  .object({
    passes: z.boolean(),
    checks: z.array(
      z.object({
        code: z.string().meta({ description: "Stable, for programs", example: "recall" }),
        passes: z.boolean(),
        text: z.string(),
      }),
    ),
  })
  .openapi("Gate");
export type Gate = z.infer<typeof gate>;

export const comparisonAnswer = z.object({ comparison, gate, simulated }).openapi("ComparisonAnswer");
export type ComparisonAnswer = z.infer<typeof comparisonAnswer>;

export const flippedPayments = z.object({ payments: z.array(paymentView), simulated, next }).openapi("FlippedPayments");
export type FlippedPayments = z.infer<typeof flippedPayments>;
