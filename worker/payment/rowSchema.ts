// The columns that are read, by name, and what each may hold, as senders are shown it. Whatever these schemas allow is taken; the door
// (admit.ts) takes more forms, which nobody needs to know. Other columns (`first`, `last`, `street`, `city`, `job`, …) are ignored.
import { z } from "zod";
import { CURRENCIES, decimalsOf } from "../currencies.ts";
import { MAX_AMOUNT } from "./amount.ts";
import { CARD_NUMBER, MAX_TOKEN } from "./cardCells.ts";
import { MAX_CATEGORY } from "./category.ts";
import { COLUMN_NAME, COLUMN_TEXT_LENGTH } from "./extra.ts";
import { MAX_MERCHANT, PAYMENT_ID } from "./idAndMerchant.ts";
import { EXPECTED } from "./optionalCells.ts";
import { EARLIEST_MS } from "./paidAt.ts";
import { CATEGORIES } from "./payment.ts";

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
const LATEST_MS = 99_999_999_999_999;

const id = z.union([z.string().regex(PAYMENT_ID), z.int().min(0).max(Number.MAX_SAFE_INTEGER)]);

const always = z.object({
  trans_num: id.meta({
    description: "The payment's id. Card numbers are refused, this card's or another's",
    example: "3cb54a489fb351f73a7db98f6c7bb1ad",
  }),
  merchant: z
    .string()
    .min(1)
    .max(MAX_MERCHANT)
    .regex(/^(?!fraud_\s*$)[\s\S]*\S/)
    .meta({ description: "Merchant, in more than invisible characters; a `fraud_` prefix is dropped" }),
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
  last4: optional("last4", "4052"),
  bin: optional("bin", "497010"),
  country: optional("country", "FR"),
  mcc: optional("mcc", "5411"),
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
  extra: z
    .record(z.string().regex(COLUMN_NAME), z.union([z.number(), z.string().max(COLUMN_TEXT_LENGTH), z.null()]))
    .nullish()
    .meta({
      description:
        "Columns of one's own, by name. Those that the policy declares (`columns`) are kept with the payment; others, and values of " +
        "another kind, are left out and noted",
      example: { channel: "app", device_age_days: 3 },
    }),
});

const category = z
  .string()
  .min(1)
  .max(MAX_CATEGORY)
  .regex(/^\D*(?:\d\D*){0,10}$/)
  .meta({
    description:
      `One of ${CATEGORIES.join(", ")}, in any case; or any other text without card numbers. People map it to one of these ` +
      "(`categories` of the policy); until then it is kept, and a model that has not learned it judges the payment without it",
    example: "grocery_pos",
  });
const cardNumber = z.union([z.string().regex(CARD_NUMBER), z.int().min(1e10).max(Number.MAX_SAFE_INTEGER)]).meta({
  description:
    "Card number; hashed with a key on arrival, and dropped. Integers above 2^53 are read exactly as well, where a program can write them",
  example: "4497913965512794052",
});
const card = z
  .string()
  .max(MAX_TOKEN)
  .regex(/^[A-WYZa-wyz][\w:.-]{5,199}$/)
  .meta({
    description:
      `A token that stands for the card, in up to ${MAX_TOKEN} characters of any kind; hashed with a key on arrival, and dropped. It ` +
      "must tell cards apart: a number with hidden digits does not. A card number in it is the same card as in cc_num",
    example: "pm_1QfZkA2eZvKYlo2C",
  });
const amount = z
  .union([
    z.number().min(0).max(MAX_AMOUNT).meta({ multipleOf: 0.01 }),
    z.string().regex(/^\+?0{0,9}\d{1,8}(\.\d{1,2}0{0,28})?$/),
  ])
  .meta({
    description: "Amount in whole units, with at most as many decimals as the currency has: here two",
    example: 60.16,
  });
const amountMinor = z
  .int()
  .min(0)
  .max(MAX_AMOUNT * 100)
  .meta({
    description: "Amount in the smallest units of the currency, whichever it is: cents, yen, fils",
    example: 6016,
  });
const IN_CURRENCY = "ISO 4217. Left out: the amount is in CURRENCY";

/** A row as the known feed sends it. */
export const feedRow = always.extend({
  cc_num: cardNumber,
  card: z.null().optional().meta({ description: "Or a token instead of cc_num, as in OwnRow: exactly one of the two" }),
  category,
  amt: amount,
  amount_minor: z
    .null()
    .optional()
    .meta({ description: "Or this instead of amt, as in OwnRow: exactly one of the two" }),
  currency: z
    .enum(CURRENCIES.filter((code) => decimalsOf(code) === 2))
    .or(z.literal(""))
    .nullish()
    .meta({
      description: `${IN_CURRENCY}. In a currency with none or three decimals, amt has as many`,
      example: "USD",
    }),
});

const own = always.extend({
  card,
  cc_num: z
    .null()
    .optional()
    .meta({ description: "Or the number instead of card, as in FeedRow: exactly one of the two" }),
  amount_minor: amountMinor,
  amt: z
    .null()
    .optional()
    .meta({ description: "Or this instead of amount_minor, as in FeedRow: exactly one of the two" }),
  currency: z.enum(CURRENCIES).or(z.literal("")).nullish().meta({ description: IN_CURRENCY, example: "EUR" }),
});

/** A row as other systems have it. */
export const ownRow = own.extend({
  category: category
    .or(z.literal(""))
    .nullish()
    .meta({ description: "As in FeedRow. Left out: mcc tells it, or else the payment is judged without it" }),
  type: z.enum(["payment", ""]).nullish().meta({ description: "Left out: a negative amount is a refund" }),
});

/** Money that goes back. */
export const refundRow = own.extend({
  type: z
    .literal("refund")
    .meta({ description: "It is kept and shown, and never scored. A negative amount says the same" }),
  refund_of: id.nullish().meta({
    description: "The payment that is paid back. Where it is named, card and merchant may be left out",
    example: "3cb54a489fb351f73a7db98f6c7bb1ad",
  }),
});

function optional(name: keyof typeof EXPECTED, example: string | number) {
  const description = `${EXPECTED[name]}; anything else counts as missing`;
  return z.union([z.string(), z.number()]).nullish().meta({ description, example });
}
