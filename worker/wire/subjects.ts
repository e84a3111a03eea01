// The JSON of cards and merchants: what is known of one, and of all.
import { z } from "@hono/zod-openapi";
import { listEntry } from "./policy.ts";
import { money, next, outcome, simulated, time } from "./scalars.ts";

const share = z
  .number()
  .nullable()
  .meta({ description: "Declined payments among all of them, 0 to 1; null where there are none" });

const sums = z.object({
  payments: z.int(),
  amount: money.meta({ description: "Decimal string. A payment in another currency without a rate counts as nothing" }),
  reviews: z.int(),
  declines: z.int(),
  declinedShare: share,
  frauds: z.int().meta({ description: "Known frauds: by a person's verdict, otherwise by the feed's label" }),
  fraudAmount: money,
  legitimate: z.int().meta({ description: "Of which it is known that they were no fraud" }),
});

const everSeen = sums.extend({
  firstSeenAt: time.meta({ description: "Its earliest payment, by event time" }),
  lastSeenAt: time.meta({ description: "Its latest payment" }),
});

export const cardView = everSeen
  .extend({
    id: z.string().meta({ description: "The card's id, never its number" }),
    last4: z.string().meta({ description: "Empty where no sender tells them" }),
  })
  .openapi("Card");
export type CardView = z.infer<typeof cardView>;

export const merchantView = everSeen.extend({ name: z.string() }).openapi("Merchant");
export type MerchantView = z.infer<typeof merchantView>;

const page = {
  currency: z.string().meta({ description: "Of all amounts here", example: "USD" }),
  simulated,
  next,
  searched: z.int().optional().meta({
    description: "Only where the search stopped before the page was full: so many were looked at; `next` goes on",
  }),
};
export const cardList = z.object({ cards: z.array(cardView), ...page }).openapi("CardList");
export type CardListView = z.infer<typeof cardList>;
export const merchantList = z.object({ merchants: z.array(merchantView), ...page }).openapi("MerchantList");
export type MerchantListView = z.infer<typeof merchantList>;

const picture = z.object({
  currency: page.currency,
  simulated,
  windows: z
    .array(
      sums.extend({
        window: z
          .enum(["24h", "7d", "30d", "all"])
          .meta({ description: "Up to now. `all`: whatever was ever recorded" }),
        isWhole: z
          .boolean()
          .meta({ description: "False: there were more payments in it than were looked at, and these are the newest" }),
      }),
    )
    .meta({ description: "Counts and sums of the last 24 hours, 7 days, 30 days, and of all time" }),
  usual: z
    .object({ payments: z.int(), lowerQuartile: money, median: money, upperQuartile: money, largest: money })
    .nullable()
    .meta({ description: "Of those looked at with a known amount; null where there is none" }),
  categories: z
    .array(z.object({ category: z.string(), payments: z.int(), amount: money }))
    .meta({ description: "Of those looked at, the most frequent first" }),
  hours: z.array(z.int()).meta({
    description: "Of those looked at: payments by the hour at which they were paid, 0 to 23 by the clock of `timezone`",
  }),
  timezone: z.string().meta({ description: "REPORT_TIMEZONE", example: "Europe/Paris" }),
  lookedAt: z.object({ payments: z.int(), since: time.nullable(), isAll: z.boolean() }).meta({
    description:
      "The newest payments, from which the above is: 1,000 at most. Those that left for the archive are none of them",
  }),
  verdicts: z
    .object({ frauds: z.int(), legitimate: z.int(), unknown: z.int() })
    .meta({ description: "What all its payments turned out to be" }),
  alerts: z
    .object({
      payments: z.int().meta({ description: "How many there were on those looked at" }),
      newest: z.array(z.object({ id: z.string(), paymentId: z.string(), outcome, createdAt: time })),
    })
    .meta({ description: "The newest ten" }),
  listed: z
    .array(listEntry.extend({ list: z.string().meta({ description: "`block`, `allow`, `snooze`, or one's own" }) }))
    .meta({ description: "The entries of lists that it meets now, snoozes among them" }),
});
export const cardInFull = picture.extend({ card: cardView }).openapi("CardInFull");
export type CardInFull = z.infer<typeof cardInFull>;
export const merchantInFull = picture.extend({ merchant: merchantView }).openapi("MerchantInFull");
export type MerchantInFull = z.infer<typeof merchantInFull>;
