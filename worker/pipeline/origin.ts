// Keeps simulated and real payments apart: a store holds either. Pure. See docs/simulated.md.
import type { Reject } from "../payment/payment.ts";
import { snippetOfPayment, snippetOfRefund } from "../payment/redact.ts";
import type { Origin } from "../store/payments.ts";
import type { Arrival, Receipt } from "./arrival.ts";

/** The header of the simulator's answers, and of pushes that it made up. */
export const SIMULATOR_HEADER = "x-vigie-simulator";

/** The origin of the first payments of a store. */
export function originOfFirst(arrivals: readonly Arrival[]): Origin {
  return arrivals.map(originOf).find((origin) => origin !== null) ?? "real";
}

/** Refuses payments of another origin than those of the store. */
export function apart(arrivals: readonly Arrival[], held: Origin): Arrival[] {
  return arrivals.map((arrival): Arrival => {
    const origin = originOf(arrival);
    if (origin === null || origin === held || !arrival.admission.ok) return arrival;
    const { payment, refund } = arrival.admission;
    const { id } = payment ?? refund;
    const snippet = payment === undefined ? snippetOfRefund(refund) : snippetOfPayment(payment);
    const reason = `it is among ${mixing(origin)}`;
    const about = { field: null, snippet, paymentId: id };
    const reject: Reject = { id: `origin:${id}`, code: "origin", reason, ...about };
    return { ...arrival, admission: { ok: false, reject } };
  });
}

/** The sender is told what became of the payment in a store of simulated ones. */
export function saidSimulated(receipt: Receipt): Receipt {
  return receipt.status === "rejected" ? receipt : { ...receipt, simulated: true };
}

/** In words, after what came with them: `answered`. */
export function mixing(origin: Origin): string {
  const other = origin === "simulated" ? "real" : "simulated";
  return (
    `${origin} payments, but those kept here are ${other}, and the two never mix: none was taken. ` +
    "They need a place of their own: another STATE_DIR, or another database"
  );
}

/** Null for a push that says nothing: into a store of simulated payments it is a try-out, and taken as one of them. */
function originOf({ source, simulated }: Arrival): Origin | null {
  if (simulated) return "simulated";
  return source === "poll" ? "real" : null;
}
