// The JSON of the review queue: /api/reviews.
import { z } from "@hono/zod-openapi";
import { problem } from "./answers.ts";
import { paymentView } from "./board.ts";
import { money, next, simulated, time } from "./scalars.ts";

/** A browser's own name, made by itself. Without Access it is all that tells two people with one token apart. */
export const client = z.string("must be text").regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits, - or _");

export const claimView = z
  .object({
    by: z.string().meta({ description: "A mail address where one is known, else `board` or `api`" }),
    until: time,
    mine: z.boolean().meta({ description: "Whether the caller has it" }),
  })
  .openapi("Claim");
export type ClaimView = z.infer<typeof claimView>;

export const review = z
  .object({
    payment: paymentView,
    atRisk: money.nullable().meta({
      description:
        "Amount × score; the whole amount where there is no score, or where the model has seen nothing like the payment",
    }),
    ageSeconds: z.int().meta({ description: "Since it was paid" }),
    claim: claimView.nullable().meta({ description: "Null: nobody is looking at it" }),
  })
  .openapi("Review");
export type Review = z.infer<typeof review>;

export const reviewCounts = z
  .object({
    open: z.int().meta({ description: "Payments that wait for a person, 1,000 at most" }),
    more: z.boolean().meta({ description: "True where there are more than that" }),
    mine: z.int().meta({ description: "Claimed by the caller" }),
    claimedByOthers: z.int(),
  })
  .openapi("ReviewCounts");
export type ReviewCounts = z.infer<typeof reviewCounts>;

export const reviewList = z
  .object({ reviews: z.array(review), simulated, counts: reviewCounts, next })
  .openapi("ReviewList");
export type ReviewList = z.infer<typeof reviewList>;

export const claimAnswer = z.object({ claim: claimView }).openapi("ClaimAnswer");

export const claimRefused = problem
  .extend({
    claim: claimView.nullable().meta({ description: "Who has it; null where it is not to be reviewed (any more)" }),
  })
  .openapi("ClaimRefused");

export const nextReview = z
  .object({ review: review.nullable().meta({ description: "Null: nothing waits that nobody looks at" }) })
  .openapi("NextReview");

export const givenBack = z
  .object({ given: z.boolean().meta({ description: "False: the caller had no claim on it, or it had run out" }) })
  .openapi("GivenBack");
