// The live table on wide screens. Each row's link covers the row and is opened by Enter, by click or in a new tab. The table
// is one tab stop.

import type { VNode } from "preact";
import type { PaymentView } from "../../../worker/wire/board.ts";
import * as format from "../shared/format.ts";
import { Card, FirstReason, OutcomeTag, PaidAt, VerdictMark } from "../shared/Marks.tsx";
import { paidMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { useTabStop } from "../shared/tabStop.ts";
import { EVERYTHING, type View } from "../shared/view.ts";
import { SORT_WORDS } from "../shared/viewWords.ts";
import { zone } from "../shared/zone.ts";
import { Score } from "./Score.tsx";
import { SortableHead } from "./SortBy.tsx";
import { board, fresh, now } from "./signals.ts";

export function PaymentTable({ payments }: { payments: readonly PaymentView[] }) {
  const stop = useTabStop(payments.map(({ id }) => id));
  const { view } = board.value;
  return (
    <table class="rows" {...stop.listens}>
      <caption class="unseen">
        Payments, {SORT_WORDS[view.sort][view.order]}. Arrow keys move between rows, Enter opens one.
      </caption>
      <thead>
        <tr>
          <SortableHead sort="time" about={`In ${zone.value}`}>
            Time
          </SortableHead>
          <SortableHead sort="amount" class="amount">
            Amount
          </SortableHead>
          <th scope="col">Merchant</th>
          <th scope="col" class="category">
            Category
          </th>
          <th scope="col">Card</th>
          <SortableHead sort="score">Score</SortableHead>
          <th scope="col">Outcome</th>
          <th scope="col" class="reason">
            First reason
          </th>
        </tr>
      </thead>
      <tbody>{payments.map((payment) => rowOf(payment, fresh.value.has(payment.id), payment.id === stop.row))}</tbody>
    </table>
  );
}

// Preact skips a row whose vnode is the same as before. So at fifty payments a second only new rows cost anything.
let plainRows = new WeakMap<PaymentView, VNode>();
let plainRowsDay = "";
let plainRowsView: View = EVERYTHING;

function rowOf(payment: PaymentView, lit: boolean, isStop: boolean): VNode {
  if (lit || isStop) return <Row key={payment.id} payment={payment} lit={lit} isStop={isStop} />;
  const today = format.dateIn(new Date(now.peek()).toISOString(), zone.value);
  const { view } = board.value;
  if (today !== plainRowsDay || view !== plainRowsView) {
    // After midnight yesterday's rows must say their day, and links must carry the present filters.
    plainRowsDay = today;
    plainRowsView = view;
    plainRows = new WeakMap();
  }
  const known = plainRows.get(payment);
  if (known !== undefined) return known;
  const row = <Row key={payment.id} payment={payment} lit={false} isStop={false} />;
  plainRows.set(payment, row);
  return row;
}

function Row({ payment, lit, isStop }: { payment: PaymentView; lit: boolean; isStop: boolean }) {
  return (
    <tr class={`${payment.outcome}${lit ? " lit" : ""}`}>
      <td class="time">
        <PaidAt payment={payment} now={now.peek()} />
      </td>
      <td class="amount">{paidMoney(payment)}</td>
      <td class="merchant">
        <a href={paymentHref(payment.id, board.value.view)} data-row={payment.id} tabIndex={isStop ? 0 : -1}>
          <bdi>{payment.merchant}</bdi>
        </a>
      </td>
      <td class="category">
        <bdi>{format.category(payment.category)}</bdi>
      </td>
      <td class="card-cell">
        <Card last4={payment.card.last4} id={payment.card.id} />
      </td>
      <td>
        <Score payment={payment} />
      </td>
      <td>
        <OutcomeTag outcome={payment.outcome} />
        <VerdictMark payment={payment} />
      </td>
      <td class="reason">
        <FirstReason payment={payment} />
      </td>
    </tr>
  );
}
