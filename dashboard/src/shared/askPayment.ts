// What pages ask the server about one payment, and tell it.
import type { z } from "@hono/zod-openapi";
import type { FraudType } from "../../../worker/payment/fraudType.ts";
import { viewedPaidWords } from "../../../worker/payment/paid.ts";
import type { paymentInFull, refundInFull, verdictAnswer } from "../../../worker/wire/answers.ts";
import type { VerdictView } from "../../../worker/wire/board.ts";
import { type Answer, ask, type Failure } from "./ask.ts";

export type PaymentDetail = z.infer<typeof paymentInFull>;

type RefundDetail = z.infer<typeof refundInFull>;

export type FeatureValue = PaymentDetail["features"][number];

export type AlertNote = PaymentDetail["alerts"][number];

export async function fetchPayment(id: string): Promise<Answer<PaymentDetail>> {
  const answer = await ask<PaymentDetail | RefundDetail>(`/api/payments/${encodeURIComponent(id)}`);
  if (!answer.ok) return answer;
  const { value } = answer;
  return "type" in value ? notPayment(value) : { ...answer, value };
}

/** A refund has an address like a payment's, and is shown with the payment that it belongs to. */
export function notPayment(detail: RefundDetail): Failure {
  const { refundOf } = detail.refund;
  const of = refundOf === null ? "and does not say of which payment" : `of the payment ${refundOf}`;
  return {
    ok: false,
    status: 200,
    problem: `This is a refund of ${viewedPaidWords(detail.refund)}, ${of}.`,
    said: detail,
  };
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
