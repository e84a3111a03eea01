// Tells which arrivals are new, which the store already has, and which contradict what it has.
import { createHash } from "node:crypto";
import { TOO_OLD } from "../payment/paidAt.ts";
import type { FeedKind, Label, Payment, Reject } from "../payment/payment.ts";
import { snippetOfPayment, snippetOfRefund } from "../payment/redact.ts";
import type { Refund } from "../payment/refund.ts";
import type { SeenReject } from "../store/payments.ts";
import type { Arrival } from "./arrival.ts";
import { refundConflict, type SeenRefund } from "./newOrRepeatedRefunds.ts";

const NO_REFUNDS: ReadonlyMap<string, Refund> = new Map();

export interface FreshArrival extends Arrival {
  payment: Payment;
}

export interface SortedOut {
  /** Payments to be scored, by event time, because a card's earlier payment is history to its later one. */
  fresh: FreshArrival[];
  /** One for each arrival, in order of arrival. If a payment comes twice, the first is fresh, wherever the second comes from. */
  findings: Finding[];
  /** Refused rows, each with where and when it came in. */
  rejects: SeenReject[];
  /** Stored payments that came again with another label, by id. */
  labels: Map<string, Label>;
  /** New refunds, by id. */
  refunds: Map<string, SeenRefund>;
}

export type Finding =
  | { status: "fresh"; id: string }
  /** `relabelled`: it came with a label that it did not have. */
  | { status: "repeated"; id: string; relabelled?: true }
  | { status: "refund"; refund: Refund; isRepeated: boolean }
  | { status: "rejected"; reject: Reject };

/** Payments from before `oldestMs` have left the store. An older one, which waited on its way after the door, is refused. */
export function sortOut(
  arrivals: readonly Arrival[],
  stored: ReadonlyMap<string, Same & { label: Label | null }>,
  feed: FeedKind,
  oldestMs = Number.NEGATIVE_INFINITY,
  storedRefunds: ReadonlyMap<string, Refund> = NO_REFUNDS,
): SortedOut {
  const fresh = new Map<string, FreshArrival>();
  const rejects: SeenReject[] = [];
  const labels = new Map<string, Label>();
  const refunds = new Map<string, SeenRefund>();
  const findings = arrivals.map((arrival): Finding => {
    const refused = (reject: Reject): Finding => {
      rejects.push({ ...reject, source: arrival.source, seenAt: arrival.seenAt });
      return { status: "rejected", reject };
    };
    if (!arrival.admission.ok) return refused(arrival.admission.reject);
    const { payment, refund } = arrival.admission;
    if (refund !== undefined) {
      const { id } = refund;
      const standing = storedRefunds.get(id) ?? refunds.get(id);
      const reject = refundConflict(refund, { standing, isPayments: stored.has(id) || fresh.has(id) }, feed);
      if (reject !== null) return refused(reject);
      if (standing !== undefined) return { status: "refund", refund, isRepeated: true };
      if (refund.paidAt < oldestMs) return refused(tooOld(refund, snippetOfRefund(refund)));
      refunds.set(id, { ...refund, source: arrival.source, seenAt: arrival.seenAt, feed });
      return { status: "refund", refund, isRepeated: false };
    }
    const known = stored.get(payment.id) ?? fresh.get(payment.id)?.payment;
    if (known === undefined && payment.paidAt < oldestMs) return refused(refusedAsTooOld(payment));
    if (known === undefined) {
      fresh.set(payment.id, { ...arrival, payment });
      return { status: "fresh", id: payment.id };
    }
    const difference = differenceOf(known, payment, feed);
    if (difference !== null) return refused(conflict(payment, difference));
    const { id, label } = payment;
    // An arrival without a label does not take a label back.
    if (label === null || label === (labels.get(id) ?? known.label)) return { status: "repeated", id };
    const first = fresh.get(id);
    if (first !== undefined) first.payment = { ...first.payment, label };
    else if (known.paidAt < oldestMs) return refused(refusedAsTooOld(payment));
    else labels.set(id, label);
    return { status: "repeated", id, relabelled: true };
  });
  // A label that was given and taken back within one group changes nothing.
  for (const [id, label] of labels) if (stored.get(id)?.label === label) labels.delete(id);
  const byEventTime = [...fresh.values()].sort((a, b) => a.payment.paidAt - b.payment.paidAt);
  return { fresh: byEventTime, findings, rejects, labels, refunds };
}

/** The values that make a payment the same payment, by the feed's column names. Money is what was paid, whatever a rate made of it. */
const COLUMNS = {
  cc_num: ({ cardId }: Same) => cardId,
  currency: ({ currency = null }: Same) => currency,
  amt: ({ currency = null, paidMinor = null, amountCents }: Same) => (currency === null ? amountCents : paidMinor),
  merchant: ({ merchant }: Same) => merchant,
  category: ({ category }: Same) => category,
  current_time: ({ paidAt }: Same) => paidAt,
};
type Column = keyof typeof COLUMNS;
export type Same = Pick<
  Payment,
  "cardId" | "currency" | "paidMinor" | "amountCents" | "merchant" | "category" | "paidAt"
>;

/** The first column in which two payments with one id differ. Null when they are the same payment. */
function differenceOf(known: Same, payment: Same, feed: FeedKind): Column | null {
  const columns: Column[] = ["cc_num", "currency", "amt", "merchant", "category"];
  // A snapshot feed stamps the same row with another time whenever it draws it again.
  if (feed === "stream") columns.push("current_time");
  return columns.find((column) => COLUMNS[column](known) !== COLUMNS[column](payment)) ?? null;
}

/** Null when it is the payment that stands. */
export function refusedAsConflict(standing: Same, payment: Payment, feed: FeedKind): Reject | null {
  const difference = differenceOf(standing, payment, feed);
  return difference === null ? null : conflict(payment, difference);
}

export function refusedAsTooOld(payment: Payment): Reject {
  return tooOld(payment, snippetOfPayment(payment));
}

export function tooOld({ id }: Pick<Payment, "id">, snippet: string): Reject {
  const reason = `current_time ${TOO_OLD}`;
  return { id: `too_old:${id}`, code: "too_old", field: "current_time", reason, snippet, paymentId: id };
}

function conflict(payment: Payment, field: Column): Reject {
  const { id, cardId, merchant, category, amountCents, paidAt, currency = null, paidMinor = null } = payment;
  const own = currency === null ? [] : [currency, paidMinor];
  const content = JSON.stringify([cardId, merchant, category, currency === null ? amountCents : 0, paidAt, ...own]);
  return {
    // The id follows from the content, so that the same contradiction is counted when it comes again, and not stored again.
    id: `conflict:${id}:${createHash("sha256").update(content).digest("base64url").slice(0, 22)}`,
    code: "conflict",
    field,
    reason: `a payment with this id is stored with another ${field}; the stored one stands`,
    snippet: snippetOfPayment(payment),
    paymentId: id,
  };
}
