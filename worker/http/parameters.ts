// Parameters that more than one route takes.
import { z } from "@hono/zod-openapi";
import { CSV_READERS } from "../report/csv.ts";
import type { PaymentFilter } from "../store/payments.ts";

const MAX_LIMIT = 500;

/** The first thing that is wrong, for the caller. */
export function problemIn({ issues: [issue] }: Pick<z.ZodError, "issues">): { error: string; field: string } {
  const field = String(issue?.path[0] ?? "request");
  return { error: `${field} ${issue?.message ?? "is wrong"}`, field };
}

/** No stored text holds NUL, and a store may refuse a query with it. The text that is asked for instead is not found either. */
export const findable = (text: string) => text.replaceAll("\0", "\uFFFD");

export const paymentId = z.string().max(64).transform(findable);

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

const instant = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 time with a zone, such as 2026-11-20T00:00:00Z" })
  .transform((text) => Date.parse(text));

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
  q: z.string().max(100, "must be at most 100 characters").transform(findable).optional().meta({
    description:
      "Part of merchant (with or without its accents), category or last four, in any case; or a whole payment id or card id",
  }),
});

export function filterOf({ from, to, outcome, q }: z.infer<typeof paymentFilter>): PaymentFilter {
  const named = new Set(outcome?.split(","));
  return {
    outcomes: (["approve", "review", "decline"] as const).filter((outcome) => named.has(outcome)),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(q === undefined || q === "" ? {} : { q }),
  };
}
