// The live payments on narrow screens: a list of cards, each opened by a tap anywhere on it.

import type { PaymentView } from "../../../worker/wire/board.ts";
import * as format from "../shared/format.ts";
import { Card, FirstReason, OutcomeTag, PaidAt, VerdictMark } from "../shared/Marks.tsx";
import { paidMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { useTabStop } from "../shared/tabStop.ts";
import { SORT_WORDS } from "../shared/viewWords.ts";
import { Score } from "./Score.tsx";
import { board, fresh, now } from "./signals.ts";

export function PaymentCards({ payments }: { payments: readonly PaymentView[] }) {
  const { view } = board.value;
  const stop = useTabStop(payments.map(({ id }) => id));
  return (
    <ol class="cards" aria-label={`Payments, ${SORT_WORDS[view.sort][view.order]}`} {...stop.listens}>
      {payments.map((payment) => (
        <li key={payment.id} class={`${payment.outcome}${fresh.value.has(payment.id) ? " lit" : ""}`}>
          <a href={paymentHref(payment.id, view)} data-row={payment.id} tabIndex={payment.id === stop.row ? 0 : -1}>
            <bdi>{payment.merchant}</bdi>
          </a>
          <span class="amount">{paidMoney(payment)}</span>
          <span class="small">
            <PaidAt payment={payment} now={now.peek()} /> · <Card last4={payment.card.last4} id={payment.card.id} /> ·{" "}
            <bdi>{format.category(payment.category)}</bdi>
          </span>
          <span>
            <OutcomeTag outcome={payment.outcome} />
            <VerdictMark payment={payment} />
          </span>
          <Score payment={payment} />
          <span class="reason">
            <FirstReason payment={payment} />
          </span>
        </li>
      ))}
    </ol>
  );
}
