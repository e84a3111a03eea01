// Refunds, as answers show them.
import { z } from "@hono/zod-openapi";
import { paidView } from "../payment/paid.ts";
import type { StoredRefund } from "../store/refunds.ts";
import { next, time } from "./scalars.ts";
import { isoTime } from "./views.ts";

export const refundView = z
  .object({
    id: z.string(),
    refundOf: z.string().nullable().meta({ description: "The payment that is paid back, where the sender names it" }),
    paidAt: time,
    seenAt: time,
    amount: z.string().nullable().meta({ description: "In CURRENCY; null where no rate of its currency is set" }),
    currency: z.string().meta({ description: "CURRENCY" }),
    paid: z
      .object({ amount: z.string(), currency: z.string(), rate: z.string().nullable() })
      .nullable()
      .meta({ description: "Its own money, where that is another" }),
    merchant: z.string().meta({ description: "Empty where the sender names the payment only" }),
    card: z
      .object({ id: z.string(), last4: z.string() })
      .meta({ description: "Both empty where the sender names the payment only" }),
    source: z.string().meta({ description: "`poll`, `push`, or the source that sent it" }),
  })
  .openapi("Refund");
export type RefundView = z.infer<typeof refundView>;

export const refundList = z.object({ refunds: z.array(refundView), next }).openapi("RefundList");

export function toRefundView(refund: Omit<StoredRefund, "storedAt">, currency: string): RefundView {
  const { id, paymentId, paidAt, seenAt, merchant, cardId, last4, source, sender } = refund;
  return {
    ...{ id, refundOf: paymentId, paidAt: isoTime(paidAt), seenAt: isoTime(seenAt) },
    ...paidView(refund, currency),
    ...{ merchant, card: { id: cardId, last4 }, source: sender ?? source },
  };
}
