// The small signs of a payment that table, cards and panel share.

import type { Outcome } from "../../../worker/decision/decision.ts";
import { cardWords } from "../../../worker/payment/cardWords.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import * as format from "./format.ts";
import { Time } from "./Time.tsx";
import { unfamiliarOf } from "./unfamiliar.ts";
import { agrees, verdictWords } from "./verdicts.ts";
import { zone } from "./zone.ts";

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  return <span class={`tag ${outcome}`}>{format.outcome(outcome)}</span>;
}

/** `marks`: places on the bar that count, as shares. */
export function ShareBar({ share, marks = [] }: { share: number; marks?: readonly number[] }) {
  return (
    <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="share-track" width="100" height="6" />
      <rect class="share-fill" width={Math.max(0, Math.min(1, share)) * 100} height="6" />
      {marks.map((mark) => (
        <line key={mark} class="share-mark" x1={mark * 100} x2={mark * 100} y1="-3" y2="9" />
      ))}
    </svg>
  );
}

/** Where no sender tells the last digits, the beginning of its id. */
export function Card({ last4, id = null }: { last4: string; id?: string | null }) {
  if (last4 === "") return <span class="card">{cardWords("", id)}</span>;
  return (
    <span class="card">
      <span aria-hidden="true">••••</span>
      <span class="unseen">ending in </span> {last4}
    </span>
  );
}

/** Shows that a person has looked, and whether they agreed with the decision. */
export function VerdictMark({ payment }: { payment: PaymentView }) {
  if (payment.verdict === null) return null;
  const agreed = agrees(payment);
  const words = `marked as ${verdictWords(payment.verdict, payment)}`;
  return (
    <span class={`mark ${agreed ? "agreed" : "denied"}`} title={words}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={agreed ? "M2.5 6.5 5 9l4.5-6" : "M3 3l6 6M9 3l-6 6"} />
      </svg>
      <span class="unseen">, {words}</span>
    </span>
  );
}

/**
 * The weightiest reason. A payment that was let through and is known to be fraud says so instead; else what the model does not
 * know of it.
 */
export function FirstReason({ payment }: { payment: PaymentView }) {
  const first = payment.reasons[0];
  const isApproved = payment.outcome === "approve";
  if (isApproved && payment.verdict === "fraud") return <span class="missed">Missed: a person says it is fraud</span>;
  if (isApproved && payment.label === "fraud" && payment.verdict === null)
    return <span class="missed">Missed: the feed labels it fraud</span>;
  if (first !== undefined) return <bdi class="sentence">{first.text}</bdi>;
  if (!isApproved) return null;
  const [unfamiliar] = unfamiliarOf(payment);
  return unfamiliar === undefined ? null : <bdi class="sentence">{unfamiliar.why}</bdi>;
}

export function PaidAt({ payment, now }: { payment: PaymentView; now: number }) {
  const day = format.dayUnlessToday(payment.paidAt, now, zone.value);
  return (
    <Time iso={payment.paidAt}>
      {day === ""
        ? format.timeWithSeconds(payment.paidAt, zone.value)
        : `${day} ${format.timeOfDay(payment.paidAt, zone.value)}`}
    </Time>
  );
}
