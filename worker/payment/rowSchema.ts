// The feed's columns that are read, by name, and what may stand in each. Others (`first`, `last`, `street`, `city`, `job`, …)
// are ignored.
import { z } from "zod";
import { EXPECTED } from "./optionalCells.ts";
import { CATEGORIES } from "./payment.ts";
import { cleanText } from "./text.ts";

const MAX_AMOUNT = 100_000_000;
// Said by a union and by its parts: where one part alone objects, zod tells the part's words.
const NO_ID = "must be the payment's id, as text or a whole number";
const NO_CARD_NUMBER = "must be a card number, as text or integer";
const NO_AMOUNT = "must be an amount such as 12.34";
const NO_TIME = "must be epoch milliseconds or an ISO 8601 time";
export const NO_DOLLARS =
  "must be USD or left out: amounts are taken as US dollars, and others have to be converted first";

const KNOWN_CATEGORIES: ReadonlySet<string> = new Set(CATEGORIES);

/** Without these there is no payment. */
export const neededColumns = z.object({
  trans_num: z
    .union([z.string(), z.int(NO_ID)], NO_ID)
    .transform(String)
    .pipe(z.string().regex(/^[\w.:-]{1,64}$/, "must be 1 to 64 letters, digits or . : _ -"))
    .meta({ description: "The payment's id", example: "3cb54a489fb351f73a7db98f6c7bb1ad" }),
  cc_num: z
    .union([z.string(), z.int(NO_CARD_NUMBER)], NO_CARD_NUMBER)
    .transform(String)
    .pipe(z.string().regex(/^\d{11,19}$/, "must be a card number of 11 to 19 digits"))
    .meta({ description: "Card number; hashed with a key on arrival, and dropped", example: "4497913965512794052" }),
  merchant: z
    .string("must be text: the merchant's name")
    .min(1, "must not be empty")
    .max(200, "must be at most 200 characters")
    .transform((name) => cleanText(name.replace(/^fraud_/, "")))
    .pipe(z.string().min(1, "must hold more than invisible characters"))
    .meta({ description: "Merchant; a `fraud_` prefix is dropped" }),
  category: z
    .string("must be text: the payment's category")
    .trim()
    .regex(/^(?!.*\d{11})\w{1,40}$/, "must be 1 to 40 letters, digits or _, and no card number")
    .transform(knownCategory)
    .meta({
      description: `One of ${CATEGORIES.join(", ")}, in any case. Another is kept, but means nothing to the model`,
      example: "grocery_pos",
    }),
  amt: z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^[+-]?0*\d{1,9}(\.\d{1,30})?$/, NO_AMOUNT),
      ],
      NO_AMOUNT,
    )
    .transform(Number)
    .pipe(
      z
        .number()
        .min(0, "must not be negative")
        .max(MAX_AMOUNT, `must be at most ${MAX_AMOUNT}`)
        .refine((amount) => Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-4, "must have at most two decimals"),
    )
    .meta({ description: "Amount in US dollars, at most two decimals", example: 60.16 }),
  current_time: z.union([z.number(), z.string()], NO_TIME).meta({
    description:
      "When it was paid: epoch milliseconds, or ISO 8601. Without an offset it is wall clock time of FEED_TIMEZONE",
    example: "2026-11-20T23:14:00Z",
  }),
});

export type NeededCells = z.infer<typeof neededColumns>;

/** As senders are told of it. */
export const rowSchema = neededColumns.extend({
  currency: z
    .string()
    .regex(/^\s*([Uu][Ss][Dd])?\s*$/)
    .nullish()
    .meta({ description: "USD, or left out: other currencies are refused", example: "USD" }),
  gender: optional("gender", "F"),
  dob: optional("dob", "1988-03-09"),
  city_pop: optional("city_pop", 3495),
  lat: optional("lat", 36.07),
  long: optional("long", -81.17),
  merch_lat: optional("merch_lat", 36.01),
  merch_long: optional("merch_long", -82.04),
  is_fraud: z
    .union([z.literal([0, 1]), z.boolean(), z.enum(["0", "1", "0.0", "1.0", "true", "false", ""])])
    .nullish()
    .meta({ description: "The true label, where a feed ships it. Never a feature", example: 0 }),
});

export function isKnownCategory(category: string): boolean {
  return KNOWN_CATEGORIES.has(category);
}

/** The model's own spelling of its categories; another stays as it came. */
function knownCategory(category: string): string {
  const spelled = category.toLowerCase();
  return isKnownCategory(spelled) ? spelled : category;
}

function optional(name: keyof typeof EXPECTED, example: string | number) {
  const description = `${EXPECTED[name]}; anything else counts as missing`;
  return z.union([z.string(), z.number()]).nullish().meta({ description, example });
}
