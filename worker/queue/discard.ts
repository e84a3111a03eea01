// Turns a message that a person gives up into a refused row for each of its payments that is not stored. The row says who gave
// it up, so that nothing disappears without a trace. Pure.

import { rejectOfBody } from "../payment/admit.ts";
import { snippetOfPayment, snippetOfRefund } from "../payment/redact.ts";
import type { Arrival } from "../pipeline/arrival.ts";
import { unpackMessage } from "./pack.ts";

/** The person who gives it up, as far as that is known; see `speaker`. */
export interface Giver {
  by: string;
  via: "board" | "api";
}

/** `stored`: ids of its payments that reached the store before the others failed. */
export function discarded(body: string, giver: Giver, stored: ReadonlySet<string>, nowMs: number): Arrival[] {
  const arrivals = unpackMessage(body);
  if (arrivals === null) {
    const reject = rejectOfBody(body, `a queued message could not be read, and was given up ${byWhom(giver)}`);
    return [{ admission: { ok: false, reject }, source: "push", seenAt: nowMs }];
  }
  return arrivals.flatMap((arrival): Arrival[] => {
    if (!arrival.admission.ok) return [arrival];
    const { payment, refund } = arrival.admission;
    const { id } = payment ?? refund;
    if (stored.has(id)) return [];
    const reject = {
      id: `discarded:${id}`,
      code: "discarded" as const,
      field: null,
      reason: `was queued, could not be processed, and was given up ${byWhom(giver)}`,
      snippet: payment === undefined ? snippetOfRefund(refund) : snippetOfPayment(payment),
      paymentId: id,
    };
    // The row is dated now, however long ago it came, because that is where people look for it.
    return [{ ...arrival, seenAt: nowMs, admission: { ok: false, reject } }];
  });
}

function byWhom({ by, via }: Giver): string {
  if (by !== via) return `by ${by}`;
  return via === "board" ? "on the board" : "through the API";
}
