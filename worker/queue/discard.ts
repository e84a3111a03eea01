// What is left of a message that a person gives up: a refused row for each of its payments, so that nothing is gone without
// a trace. Pure.
import { snippetOfPayment } from "../payment/redact.ts";
import { rejectOfBody } from "../payment/row.ts";
import type { Arrival } from "../pipeline/arrival.ts";
import { unpackMessage } from "./messages.ts";

export function discarded(body: string, nowMs: number): Arrival[] {
  const arrivals = unpackMessage(body);
  if (arrivals === null) {
    const reject = rejectOfBody(body, "a queued message could not be read, and was given up");
    return [{ admission: { ok: false, reject }, source: "push", seenAt: nowMs }];
  }
  return arrivals.map((arrival): Arrival => {
    if (!arrival.admission.ok) return arrival;
    const { payment } = arrival.admission;
    const reject = {
      id: `discarded:${payment.id}`,
      code: "discarded",
      field: null,
      reason: "was queued, could not be processed, and was given up by a person",
      snippet: snippetOfPayment(payment),
      paymentId: payment.id,
    };
    return { ...arrival, admission: { ok: false, reject } };
  });
}
