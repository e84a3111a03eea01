// Single values as answers show them. Every answer is made of these.
import { z } from "@hono/zod-openapi";
import { FRAUD_TYPES } from "../payment/fraudType.ts";

export const time = z.string().meta({ format: "date-time", example: "2026-11-20T19:04:11.000Z" });
export const date = z.string().meta({ example: "2026-11-20" });
export const money = z.string().meta({ example: "60.16", description: "Decimal string" });
export const currency = z.string().meta({ example: "USD", description: "ISO 4217" });
/** What is paid, in CURRENCY and in its own money. */
export const paid = {
  amount: money.nullable().meta({
    description: "Decimal string in `currency`. Null where it was paid in another currency of which no rate was known",
  }),
  currency: currency.meta({ description: "CURRENCY: what amounts are summed and judged in" }),
  paid: z
    .object({
      amount: money.meta({ description: "With the decimals of its own currency" }),
      currency,
      rate: z
        .string()
        .nullable()
        .meta({ description: "How much of CURRENCY one unit was; null where no rate was known" }),
    })
    .nullable()
    .meta({ description: "What was paid in another currency; null where it was paid in CURRENCY" }),
};
export const outcome = z.enum(["approve", "review", "decline"]);
export const label = z.enum(["fraud", "legitimate"]);
export const fraudType = z.enum(FRAUD_TYPES, `must be one of ${FRAUD_TYPES.join(", ")}`);
/** How a payment came. */
export const source = z.enum(["poll", "push"]);
export const feedKind = z.enum(["stream", "snapshot"]);
/** Whether the payments that an answer tells of are made up. */
export const simulated = z
  .boolean()
  .meta({ description: "True where Vigie holds simulated payments: all of them are, since it holds either" });
/** Payments that are decided and wait to be recorded. Null where it is not known. */
export const waiting = z.int().nullable();
/** The place where a list goes on. */
export const next = z
  .string()
  .nullable()
  .meta({ description: "Give it as `cursor` for the next page; null at the end" });
