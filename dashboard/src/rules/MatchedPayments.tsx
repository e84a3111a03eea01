// Payments that a condition matches, each with the way to the board.

import { category, dayAndTimeOfDay } from "../shared/format.ts";
import { Card, OutcomeTag } from "../shared/Marks.tsx";
import { paidMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { useTabStop } from "../shared/tabStop.ts";
import { EVERYTHING } from "../shared/view.ts";
import { zone } from "../shared/zone.ts";
import type { SampledPayment } from "./live.ts";

export interface MatchedPayment extends Omit<SampledPayment, "values" | "features" | "extra"> {
  /** What would have been decided, where that is known. */
  is?: SampledPayment["was"];
}

const TRUTH = { fraud: "fraud", legitimate: "good", unknown: "not known" } as const;

export function MatchedPayments({ payments, caption }: { payments: readonly MatchedPayment[]; caption: string }) {
  const stop = useTabStop(payments.map(({ id }) => id));
  const hasIs = payments.some(({ is }) => is !== undefined);
  return (
    <table class="plain-table matched-table" {...stop.listens}>
      <caption class="unseen">{caption}. Arrow keys move between rows, Enter opens one.</caption>
      <thead>
        <tr>
          <th scope="col">Paid</th>
          <th scope="col">Merchant</th>
          <th scope="col">Card</th>
          <th scope="col">Amount</th>
          <th scope="col">Was</th>
          {hasIs && <th scope="col">Would be</th>}
          <th scope="col">It was</th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <tr key={payment.id}>
            <td>
              <Time iso={payment.paidAt}>{dayAndTimeOfDay(payment.paidAt, Date.now(), zone.value)}</Time>
            </td>
            <th scope="row">
              <a
                href={`/${paymentHref(payment.id, EVERYTHING)}`}
                target="_blank"
                data-row={payment.id}
                tabIndex={payment.id === stop.row ? 0 : -1}
                rel="noopener"
              >
                <bdi>{payment.merchant}</bdi>
                <span class="unseen"> (opens beside this page)</span>
              </a>
              <span class="small">{category(payment.category)}</span>
            </th>
            <td>
              <Card last4={payment.last4} />
            </td>
            <td>{paidMoney(payment)}</td>
            <td>
              <OutcomeTag outcome={payment.was} />
            </td>
            {hasIs && <td>{payment.is !== undefined && <OutcomeTag outcome={payment.is} />}</td>}
            <td>{TRUTH[payment.truth]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
