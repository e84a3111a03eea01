// The JSON of the map: flagged payments of the last hours, where they were made.
import { z } from "@hono/zod-openapi";
import { paidView } from "../payment/paid.ts";
import type { MappedPayment } from "../store/payments.ts";
import { paymentView } from "./board.ts";
import { isoTime } from "./views.ts";

/** More points than this hide one another, and a page draws them less than smoothly. */
export const MOST_MAPPED = 500;

const degrees = z.number().meta({ description: "To a tenth of a degree: more exactly it is never kept" });

const mappedPayment = paymentView
  .pick({
    id: true,
    paidAt: true,
    amount: true,
    currency: true,
    paid: true,
    score: true,
    merchant: true,
    outcome: true,
  })
  .extend({ place: z.object({ lat: degrees, long: degrees }) })
  .openapi("MappedPayment");
export type MappedView = z.infer<typeof mappedPayment>;

export const paymentMap = z
  .object({
    on: z
      .boolean()
      .meta({ description: "False where MAP is off: no place is shown, and none is kept of new payments" }),
    hours: z.int(),
    flagged: z.int().meta({ description: "Reviewed and declined payments of these hours that were looked at" }),
    withoutPlace: z.int().meta({ description: "How many of them have none" }),
    complete: z.boolean().meta({ description: "False: these hours had more, and only the newest are here" }),
    payments: z.array(mappedPayment).meta({ description: "Newest first" }),
  })
  .openapi("PaymentMap");
export type PaymentMap = z.infer<typeof paymentMap>;

/** `flagged`: newest first, at most `most` of them; as many tell that there may be more. */
export function mapView(flagged: readonly MappedPayment[], hours: number, most: number, currency: string): PaymentMap {
  const placed = flagged.flatMap((payment) => {
    const { id, paidAt, score, merchant, outcome, latTenths, longTenths } = payment;
    if (latTenths === null || longTenths === null) return [];
    return [
      {
        ...{ id, paidAt: isoTime(paidAt), ...paidView(payment, currency), score },
        merchant,
        outcome,
        place: { lat: latTenths / 10, long: longTenths / 10 },
      },
    ];
  });
  return {
    on: true,
    hours,
    flagged: flagged.length,
    withoutPlace: flagged.length - placed.length,
    complete: flagged.length < most && placed.length <= MOST_MAPPED,
    payments: placed.slice(0, MOST_MAPPED),
  };
}
