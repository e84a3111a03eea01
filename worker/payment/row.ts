// The door: a row of the feed becomes a payment or a reject. The card number, name and street go no further than here.
import { createHmac } from "node:crypto";
import { z } from "zod";
import { ageYears } from "./age.ts";
import { cardIdOf } from "./cardId.ts";
import { distanceKm } from "./distance.ts";
import type { Payment, Reject } from "./payment.ts";
import { holdsCardNumber, shownId, snippetOf } from "./redact.ts";
import { cleanText } from "./text.ts";
import { epochMsOf } from "./time.ts";
import type { Columns, Row } from "./wire.ts";

/** A payment may be stamped this far ahead of our clock; beyond it the stamp is wrong, and would poison histories. */
const MAX_AHEAD_MS = 60 * 60_000;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const MAX_AMOUNT = 100_000_000;
// Said by a union and by its parts: where one part alone objects, zod tells the part's words.
const NO_CARD_NUMBER = "must be a card number, as text or integer";
const NO_AMOUNT = "must be an amount such as 12.34";
const NO_TIME = "must be epoch milliseconds or an ISO 8601 time";

const LIST = new Intl.ListFormat("en-GB");
/** Whoever sends it again hears the same. */
export const TOO_OLD =
  "is longer ago than payments are kept here (RETENTION_DAYS): older ones are in the archive, and may hold it already";

export interface Door {
  cardKey: string;
  /** Epoch ms, when the row was seen. */
  nowMs: number;
  /** Payments from before have left for the archive, so that repetitions could not be told; epoch ms. */
  oldestMs?: number;
}

export type Admission = { ok: true; payment: Payment } | { ok: false; reject: Reject };

const latitude = optionalNumber("a latitude, −90 to 90", -90, 90);
const longitude = optionalNumber("a longitude, −180 to 180", -180, 180);

/** The feed's columns that are read, by name. Others (`first`, `last`, `street`, `city`, `job`, …) are ignored. */
export const rowSchema = z.object({
  trans_num: z
    .string("must be text: the payment's id")
    .regex(/^[\w.:-]{1,64}$/, "must be 1 to 64 letters, digits or . : _ -")
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
    .regex(/^(?!.*\d{11})\w{1,40}$/, "must be 1 to 40 letters, digits or _, and no card number")
    .meta({ example: "grocery_pos" }),
  amt: z
    .union([z.number(), z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, NO_AMOUNT)], NO_AMOUNT)
    .transform(Number)
    .pipe(
      z
        .number()
        .min(0, "must not be negative")
        .max(MAX_AMOUNT, `must be at most ${MAX_AMOUNT}`)
        .refine((amount) => Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-4, "must have at most two decimals"),
    )
    .meta({ description: "Amount, at most two decimals", example: 60.16 }),
  current_time: z
    .union([z.int(NO_TIME), z.string()], NO_TIME)
    .transform(epochMsOf)
    .pipe(z.number(NO_TIME))
    .meta({ description: "When it was paid: epoch milliseconds, or ISO 8601 (UTC unless it says otherwise)" }),
  gender: z.enum(["F", "M"], "must be F or M").nullish(),
  dob: z
    .string("must be a date of birth such as 1988-03-09")
    .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)/, "must be a date of birth such as 1988-03-09")
    .nullish()
    .meta({ description: "Date of birth; becomes an age, and is dropped" }),
  city_pop: optionalNumber("a number of people, 0 or more", 0, 1e9),
  lat: latitude,
  long: longitude,
  merch_lat: latitude,
  merch_long: longitude,
  is_fraud: z
    .union([z.literal(0), z.literal(1), z.literal("0"), z.literal("1"), z.boolean()], "must be 0 or 1")
    .nullish()
    .meta({ description: "The true label, where a feed ships it. Never a feature" }),
});

/** Reads one row. Never throws for what a row may hold. */
export function admit(row: Row, door: Door): Admission {
  if ("problem" in row) return { ok: false, reject: unreadable("row", row.problem, "") };
  return admitColumns(row.columns, door);
}

function admitColumns(columns: Columns, door: Door): Admission {
  const parsed = rowSchema.safeParse(columns);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = String(issue?.path[0] ?? "row");
    const missing = parsed.error.issues.map(({ path }) => String(path[0])).filter((name) => columns[name] == null);
    if (!missing.includes(field)) return refuse(columns, door, "invalid", field, issue?.message);
    // All at once: whoever sends rows would hear of them one by one.
    if (missing.length > 1) return refuse(columns, door, "missing", field, "are missing", LIST.format(missing));
    return refuse(columns, door, "missing", field, "is missing");
  }
  const fields = parsed.data;
  if (fields.current_time > door.nowMs + MAX_AHEAD_MS) {
    return refuse(columns, door, "in_the_future", "current_time", "is more than an hour in the future");
  }
  if (fields.current_time < EARLIEST_MS) {
    return refuse(columns, door, "too_old", "current_time", "is before the year 2000; epoch milliseconds are expected");
  }
  if (door.oldestMs !== undefined && fields.current_time < door.oldestMs) {
    return refuse(columns, door, "too_old", "current_time", TOO_OLD);
  }
  for (const name of ["trans_num", "merchant", "category"] as const) {
    if (holdsCardNumber(fields[name], fields.cc_num)) {
      return refuse(columns, door, "invalid", name, "must not hold the card number");
    }
  }
  return { ok: true, payment: toPayment(fields, door.cardKey) };
}

type Fields = z.infer<typeof rowSchema>;

function toPayment(fields: Fields, cardKey: string): Payment {
  const paidAt = fields.current_time;
  return {
    id: fields.trans_num,
    cardId: cardIdOf(fields.cc_num, cardKey),
    last4: fields.cc_num.slice(-4),
    merchant: fields.merchant,
    category: fields.category,
    // Plus zero: an amount of −0 is 0.
    amountCents: Math.round(fields.amt * 100) + 0,
    paidAt,
    gender: fields.gender ?? null,
    ageYears: fields.dob == null ? null : ageYears(fields.dob, paidAt),
    // Stored as a whole number: half a person here would be refused there, with all that is committed beside it.
    cityPopulation: fields.city_pop == null ? null : Math.round(fields.city_pop),
    distanceKm: distanceOf(fields),
    label: fields.is_fraud == null ? null : Number(fields.is_fraud) === 1 ? "fraud" : "legitimate",
  };
}

function distanceOf({ lat, long, merch_lat, merch_long }: Fields): number | null {
  if (lat == null || long == null || merch_lat == null || merch_long == null) return null;
  return distanceKm({ lat, long }, { lat: merch_lat, long: merch_long });
}

function refuse(
  columns: Columns,
  door: Door,
  code: string,
  field: string,
  what = "cannot be read",
  subject = field,
): Admission {
  // How deep a cell goes is nobody's concern: as a list or an object it is wrong in every column.
  const cells = Object.entries(columns).map(([name, cell]) => [name, typeof cell === "object" && cell ? {} : cell]);
  const content = JSON.stringify(cells);
  const reject: Reject = {
    // Keyed, since the row may hold a card number.
    id: createHmac("sha256", door.cardKey).update(content).digest("base64url").slice(0, 22),
    code,
    field,
    reason: `${subject} ${what}`,
    snippet: snippetOf(columns),
    paymentId: shownId(columns),
  };
  return { ok: false, reject };
}

/** A body that could not be read at all is kept as a reject too: its size and kind, never its text. */
export function rejectOfBody(body: string, problem: string): Reject {
  return unreadable("body", problem, `${body.length} characters`);
}

/** Known by what is wrong, not by a hash: nothing in it could tell card numbers apart, and a broken feed is one reject. */
function unreadable(what: "body" | "row", problem: string, snippet: string): Reject {
  return {
    id: `unreadable ${what}: ${problem}`,
    code: "unreadable",
    field: null,
    reason: problem,
    snippet,
    paymentId: null,
  };
}

function optionalNumber(what: string, min: number, max: number) {
  const message = `must be ${what}`;
  return z.number(message).min(min, message).max(max, message).nullish();
}
