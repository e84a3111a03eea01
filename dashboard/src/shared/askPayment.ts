// What pages ask the server about one payment, and tell it.
import type { z } from "@hono/zod-openapi";
import type { FraudType } from "../../../worker/payment/fraudType.ts";
import type { paymentInFull, verdictAnswer } from "../../../worker/wire/answers.ts";
import type { VerdictView } from "../../../worker/wire/board.ts";
import { type Answer, ask } from "./ask.ts";

export type PaymentDetail = z.infer<typeof paymentInFull>;

export type FeatureValue = PaymentDetail["features"][number];

export type AlertNote = PaymentDetail["alerts"][number];

export function fetchPayment(id: string): Promise<Answer<PaymentDetail>> {
  return ask<PaymentDetail>(`/api/payments/${encodeURIComponent(id)}`);
}

/** A null verdict takes back the earlier one. An empty note counts as none. Only a fraud is of a kind; undefined leaves it as it is. */
export function sendVerdict(
  id: string,
  verdict: VerdictView["verdict"],
  note: string,
  fraudType?: FraudType | null,
): Promise<Answer<z.infer<typeof verdictAnswer>>> {
  return ask(`/api/payments/${encodeURIComponent(id)}/verdict`, {
    method: "POST",
    body: { verdict, note, ...(verdict === "fraud" ? { fraudType } : {}) },
  });
}
