// Parameters that more than one route takes.
import { z } from "@hono/zod-openapi";
import { AMOUNT_PATTERN, readAmount } from "../payment/query/amount.ts";
import { momentsOf } from "../payment/query/moments.ts";
import { readPaid } from "../payment/query/paid.ts";
import type { Read } from "../payment/query/read.ts";
import { ORDERS, SORTS } from "../payment/query/sorting.ts";
import { CSV_READERS } from "../report/paymentsCsv.ts";
import type { PaymentFilter } from "../store/payments.ts";
import { cleanText } from "../text.ts";

const MAX_LIMIT = 500;
const LONGEST_NAME = 40;

/** A name that comes from outside, as it may be shown: an answer may end in a log. */
export function shownName(name: string): string {
  const clean = cleanText(name);
  return clean.length <= LONGEST_NAME ? clean : `${clean.slice(0, LONGEST_NAME)}…`.toWellFormed();
}

/** The first thing that is wrong, for the caller. */
export function problemIn({ issues: [issue] }: Pick<z.ZodError, "issues">): { error: string; field: string } {
  if (issue?.code === "unrecognized_keys") {
    const field = [...issue.path.map(String), shownName(issue.keys[0] ?? "")].join(".");
    return { error: `${field} is no field of this body`, field };
  }
  const field = issue?.path.join(".") || "request";
  return { error: `${field} ${issue?.message ?? "is wrong"}`, field };
}

/** No stored text holds NUL, and a store may refuse a query with it. The text that is asked for instead is not found either. */
export const findable = (text: string) => text.replaceAll("\0", "\uFFFD");

export const paymentId = z.string().max(64, "must be at most 64 characters").transform(findable);

/** Takes plain digits only, because nobody means what Number() makes of "0x10", "1e2" or " 5". */
export const limit = z
  .string("must be given once")
  .regex(/^\d{1,9}$/, `must be a whole number, 1 to ${MAX_LIMIT}`)
  .transform(Number)
  .pipe(z.int().min(1, "must be at least 1").max(MAX_LIMIT, `must be at most ${MAX_LIMIT}`))
  .default(50)
  .openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: 50 });

/** The kind of program that a CSV is for. */
export const csvReader = z
  .enum(CSV_READERS, "must be spreadsheet or programs")
  .default("spreadsheet")
  .openapi({
    description:
      'spreadsheet: with a byte order mark, and ids or other texts that a spreadsheet would change as `="0007"`. ' +
      "programs: the values themselves",
  });

export const instant = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 time with a zone, such as 2026-11-20T00:00:00Z" })
  .transform((text) => Date.parse(text));

const FILTER_LENGTH = 200;
const written = z
  .string("must be given once")
  .max(FILTER_LENGTH, `must be at most ${FILTER_LENGTH} characters`)
  .transform(findable);

function readBy<Value>(read: (text: string) => Read<Value>) {
  return written.transform((text, context) => {
    const found = read(text);
    if (found.ok) return found.value;
    context.addIssue(found.problem);
    return z.NEVER;
  });
}

const DAY = z.regexes.date.source.slice(1, -1);
const END = `${DAY}(T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,3})?)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d))?`;
/** A day, or a moment with its zone. */
export const END_PATTERN = `^${END}$`;
const PAID_PATTERN = `^(${DAY}|${END}\\.\\.(${END})?|\\.\\.${END})$`;

/** Selects payments, for the list and for exports. */
export const paymentFilter = z.object({
  from: instant.optional().openapi({ type: "string", format: "date-time", description: "Paid at or after" }),
  to: instant.optional().openapi({ type: "string", format: "date-time", description: "Paid before" }),
  outcome: z
    .string()
    .regex(
      /^(approve|review|decline)(,(approve|review|decline))*$/,
      "must be approve, review or decline, or several with commas",
    )
    .optional(),
  q: z
    .string()
    .max(100, "must be at most 100 characters")
    .transform(findable)
    .optional()
    .meta({
      description:
        "Part of merchant (with or without its accents), category or last four, in any case; or a whole payment id or card " +
        "id. Eight characters or more that are an id find what it names, and nothing else",
    }),
  amount: readBy(readAmount).optional().openapi({
    type: "string",
    maxLength: FILTER_LENGTH,
    pattern: AMOUNT_PATTERN,
    description: "`>500`, `>=500`, `<20`, `<=20`, `100..200` (both ends count), `60.16`; several with spaces",
    example: ">500",
  }),
  paid: readBy(readPaid)
    .optional()
    .openapi({
      type: "string",
      maxLength: FILTER_LENGTH,
      pattern: PAID_PATTERN,
      description:
        "A day of REPORT_TIMEZONE `2026-11-20`, days `2026-11-18..2026-11-20` (the last one counts), or moments " +
        "`2026-11-20T14:00Z..2026-11-20T15:00Z` (the last one does not); either end may be left out",
      example: "2026-11-18..2026-11-20",
    }),
  category: written.optional().meta({ description: "Its whole name" }),
  card: written.optional().meta({ description: "A whole card id" }),
  merchant: written.optional().meta({ description: "A merchant's whole name" }),
});

/** How a list or an export is sorted. */
export const sorting = {
  sort: z.enum(SORTS, "must be time, amount or score").default("time").openapi({
    description: "Payments that are alike stand by time. One that could not be scored stands below all scores",
  }),
  order: z.enum(ORDERS, "must be desc or asc").default("desc"),
};

/** `zone`: whose days `paid` means. */
export function filterOf(asked: z.infer<typeof paymentFilter>, zone: string): PaymentFilter {
  const { outcome, q, amount, paid, category, card, merchant } = asked;
  const named = new Set(outcome?.split(","));
  const days = paid === undefined ? null : momentsOf(paid, zone);
  const from = Math.max(asked.from ?? Number.NEGATIVE_INFINITY, days?.from ?? Number.NEGATIVE_INFINITY);
  const to = Math.min(asked.to ?? Number.POSITIVE_INFINITY, days?.to ?? Number.POSITIVE_INFINITY);
  return {
    outcomes: (["approve", "review", "decline"] as const).filter((outcome) => named.has(outcome)),
    ...(Number.isFinite(from) ? { from } : {}),
    ...(Number.isFinite(to) ? { to } : {}),
    ...(amount?.fromCents == null ? {} : { fromCents: amount.fromCents }),
    ...(amount?.toCents == null ? {} : { toCents: amount.toCents }),
    ...(category === undefined || category === "" ? {} : { category }),
    ...(card === undefined || card === "" ? {} : { cardId: card }),
    ...(merchant === undefined || merchant === "" ? {} : { merchant }),
    ...(q === undefined || q === "" ? {} : { q }),
  };
}
