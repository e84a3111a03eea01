// The columns of the feed that are read, by name, and what each may hold. Other columns (`first`, `last`, `street`,
// `city`, `job`, …) are ignored.
import { z } from "zod";
import { cleanText } from "../text.ts";
import { EXPECTED } from "./optionalCells.ts";
import { CATEGORIES } from "./payment.ts";

const PAYMENT_ID = /^[\w.:-]{1,64}$/;
const CARD_NUMBER = /^\d{11,19}$/;
const MAX_MERCHANT = 200;
const MAX_AMOUNT = 100_000_000;
// Given to a union and to its parts: when only one part objects, zod reports that part's words.
const NO_ID = "must be the payment's id, as text or a whole number";
const NO_CARD_NUMBER = "must be a card number, as text or integer";
const NO_AMOUNT = "must be an amount such as 12.34";
const NO_TIME = "must be epoch milliseconds or an ISO 8601 time";
export const NO_DOLLARS =
  "must be USD or left out: amounts are taken as US dollars, and others have to be converted first";

const KNOWN_CATEGORIES: ReadonlySet<string> = new Set(CATEGORIES);

/** Columns without which there is no payment. */
export const neededColumns = z.object({
  trans_num: z
    .union([z.string(), z.int(NO_ID)], NO_ID)
    .transform(String)
    .pipe(z.string().regex(PAYMENT_ID, "must be 1 to 64 letters, digits or . : _ -"))
    .meta({ description: "The payment's id", example: "3cb54a489fb351f73a7db98f6c7bb1ad" }),
  cc_num: z
    .union([z.string(), z.int(NO_CARD_NUMBER)], NO_CARD_NUMBER)
    .transform(String)
    .pipe(z.string().regex(CARD_NUMBER, "must be a card number of 11 to 19 digits"))
    .meta({ description: "Card number; hashed with a key on arrival, and dropped", example: "4497913965512794052" }),
  merchant: z
    .string("must be text: the merchant's name")
    .min(1, "must not be empty")
    .max(MAX_MERCHANT, `must be at most ${MAX_MERCHANT} characters`)
    .transform((name) => cleanText(name.replace(/^fraud_/, "")))
    .pipe(z.string().min(1, "must hold more than invisible characters"))
    .meta({ description: "Merchant; a `fraud_` prefix is dropped" }),
  category: z
    .string("must be text: the payment's category")
    .trim()
    .overwrite(knownCategory)
    .regex(/^(?!.*\d{11})\w{1,40}$/, "must be 1 to 40 letters, digits or _, and no card number")
    .meta({
      description: `One of ${CATEGORIES.join(", ")}, in any case. Another is kept, but a model that has not learned it judges the payment without it`,
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
        .refine(isWholeCents, "must have at most two decimals"),
    )
    .meta({ description: "Amount in US dollars, at most two decimals", example: 60.16 }),
  current_time: z.union([z.number(), z.string()], NO_TIME).meta({
    description:
      "When it was paid: epoch milliseconds, or ISO 8601. Without an offset it is wall clock time of FEED_TIMEZONE",
    example: "2026-11-20T23:14:00Z",
  }),
});

export type NeededCells = z.infer<typeof neededColumns>;

/**
 * A day that exists, 2000 to 2099. The calendar is a pattern, since programs check rows against the published schema.
 */
const DAY =
  "(?:20\\d\\d-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))" +
  "|20(?:[02468][048]|[13579][26])-02-29)";
const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?";
const OFFSET = "(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)?";
const WRITTEN_TIME = new RegExp(`^${DAY}[T ]${CLOCK}${OFFSET}$`);
/** Thirteen digits; or twelve, for times in 2000 and 2001. */
const EPOCH_MS_TEXT = /^(?:9[5-9]\d{10}|[1-9]\d{12})$/;
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = 99_999_999_999_999;

/**
 * The schema that senders are shown. Whatever it allows is taken; the parser takes more forms, which nobody needs to
 * know.
 */
export const rowSchema = neededColumns.extend({
  trans_num: z.union([z.string().regex(PAYMENT_ID), z.int().min(0).max(Number.MAX_SAFE_INTEGER)]).meta({
    description: "The payment's id. Card numbers are refused, this card's or another's",
    example: "3cb54a489fb351f73a7db98f6c7bb1ad",
  }),
  cc_num: z.union([z.string().regex(CARD_NUMBER), z.int().min(1e10).max(Number.MAX_SAFE_INTEGER)]).meta({
    description:
      "Card number; hashed with a key on arrival, and dropped. Integers above 2^53 are read exactly as well, where a program can write them",
    example: "4497913965512794052",
  }),
  merchant: z
    .string()
    .min(1)
    .max(MAX_MERCHANT)
    .regex(/^(?!fraud_\s*$)[\s\S]*\S/)
    .meta({ description: "Merchant, in more than invisible characters; a `fraud_` prefix is dropped" }),
  amt: z
    .union([
      z.number().min(0).max(MAX_AMOUNT).meta({ multipleOf: 0.01 }),
      z.string().regex(/^\+?0{0,9}\d{1,8}(\.\d{1,2}0{0,28})?$/),
    ])
    .meta({ description: "Amount in US dollars, at most two decimals", example: 60.16 }),
  current_time: z
    .union([
      z.number().min(EARLIEST_MS).max(LATEST_MS),
      z.string().regex(EPOCH_MS_TEXT),
      z.string().regex(WRITTEN_TIME),
    ])
    .meta({
      description:
        "When it was paid: epoch milliseconds, or ISO 8601; not before 2000, and at most an hour ahead of now. Without an offset " +
        "it is wall clock time of FEED_TIMEZONE",
      example: "2026-11-20T23:14:00Z",
    }),
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
    .union([z.literal(0), z.literal(1), z.boolean(), z.enum(["0", "1", "0.0", "1.0", "true", "false", ""])])
    .nullish()
    .meta({ description: "The true label, where a feed ships it. Never a feature", example: 0 }),
});

/** Or was, before a column of single precision made 1012.4000244 of 1012.40. */
function isWholeCents(amount: number): boolean {
  const cents = Math.round(amount * 100);
  return Math.abs(amount * 100 - cents) < 1e-4 || Math.abs(amount - Math.fround(cents / 100)) < 1e-9;
}

export function isKnownCategory(category: string): boolean {
  return KNOWN_CATEGORIES.has(category);
}

/** The model's own spelling of one of its categories, in any case, with blanks or dashes between; any other stays as it came. */
function knownCategory(category: string): string {
  const spelled = category.toLowerCase().replace(/[ -]+/g, "_");
  return isKnownCategory(spelled) ? spelled : category;
}

function optional(name: keyof typeof EXPECTED, example: string | number) {
  const description = `${EXPECTED[name]}; anything else counts as missing`;
  return z.union([z.string(), z.number()]).nullish().meta({ description, example });
}
