// The answer of GET /api/training: payments as they teach a model, judged or not. `npm run payments:export` reads it.
import { z } from "@hono/zod-openapi";
import { paymentView } from "./board.ts";
import { feedKind, fraudType, label, next, simulated } from "./scalars.ts";

const instant = z.string().nullable();

export const trainingPage = z
  .object({
    payments: z.array(
      paymentView
        .pick({
          ...{
            id: true,
            paidAt: true,
            seenAt: true,
            merchant: true,
            amount: true,
            paid: true,
            gender: true,
            ageYears: true,
          },
          ...{
            cityPopulation: true,
            distanceKm: true,
            source: true,
            score: true,
            outcome: true,
            model: true,
            extra: true,
          },
        })
        .extend({
          cardId: z.string(),
          category: z.string().meta({ description: "As the model reads it" }),
          ...{ mcc: z.string().nullable(), bin: z.string().nullable(), country: z.string().nullable() },
          feed: feedKind,
          situation: z.string().nullable(),
          label: label.nullable(),
          labelAt: instant.meta({ description: "When the label came; null where it came with the payment" }),
          verdict: label.nullable(),
          verdictAt: instant.meta({ description: "When the verdict was given" }),
          fraudType: fraudType.nullable(),
        }),
    ),
    about: z.object({
      currency: z.string().meta({ description: "CURRENCY, in which amounts are summed" }),
      zone: z.string().meta({ description: "FEED_TIMEZONE, whose wall clock the model reads" }),
      columns: z
        .array(z.object({ name: z.string(), kind: z.enum(["number", "text"]) }))
        .meta({ description: "The columns of one's own that the policy declares" }),
    }),
    leftBefore: instant.meta({ description: "Payments from before this time have left the store for the archive" }),
    simulated,
    next,
  })
  .openapi("TrainingPage");

export type TrainingPage = z.infer<typeof trainingPage>;
