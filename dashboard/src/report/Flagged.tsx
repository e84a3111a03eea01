// The day's declined and reviewed payments, each with a way to the board.

import { useSignal } from "@preact/signals";
import type { PaymentView } from "../../../worker/wire/board.ts";
import { subjectHref } from "../../../worker/wire/pages.ts";
import type { DailyReport } from "../../../worker/wire/report.ts";
import { category, count, counted, score, timeOfDay } from "../shared/format.ts";
import { Card, FirstReason, OutcomeTag } from "../shared/Marks.tsx";
import { paidMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { useTabStop } from "../shared/tabStop.ts";
import { EVERYTHING } from "../shared/view.ts";
import { flaggedQuery } from "./ask.ts";
import { flagged } from "./state.ts";

/** How many payments are shown, and printed, until a person asks for more. */
const FIRST = 25;

export function Flagged({ report }: { report: DailyReport }) {
  const list = flagged.value;
  const isWhole = useSignal(false);
  const { declines, reviews, payments } = report.totals;
  const shown = isWhole.value ? (list?.payments ?? []) : (list?.payments ?? []).slice(0, FIRST);
  const stop = useTabStop(shown.map(({ id }) => id));
  if (list === null || (payments === 0 && list.payments.length === 0)) return null;
  return (
    <section aria-labelledby="flagged">
      <div class="section-head">
        <h2 id="flagged">Flagged payments</h2>
        <p class="aside">
          {list.isAll ? "newest first" : <Rest report={report} shown={list.payments.length} />}, times in {report.zone}
        </p>
      </div>
      {declines + reviews === 0 && list.payments.length === 0 ? (
        <p class="empty-line">None: every payment was approved.</p>
      ) : (
        <table class="plain-table flagged-table" {...stop.listens}>
          <caption class="unseen">
            Flagged payments, newest first. Arrow keys move between rows, Enter opens one.
          </caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Merchant</th>
              <th scope="col">Card</th>
              <th scope="col">Amount</th>
              <th scope="col">Score</th>
              <th scope="col">Outcome</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((payment) => (
              <Row key={payment.id} payment={payment} report={report} isStop={payment.id === stop.row} />
            ))}
          </tbody>
        </table>
      )}
      {shown.length < list.payments.length && (
        <div class="older">
          <button
            type="button"
            onClick={() => {
              isWhole.value = true;
            }}
          >
            Show all {count(list.payments.length)}
          </button>
        </div>
      )}
    </section>
  );
}

function Row({ payment, report, isStop }: { payment: PaymentView; report: DailyReport; isStop: boolean }) {
  const isLate = report.state === "closed" && payment.seenAt > report.asOf;
  return (
    <tr class={payment.outcome}>
      <td>
        <Time iso={payment.paidAt} in={report.zone}>
          {timeOfDay(payment.paidAt, report.zone)}
        </Time>
      </td>
      <th scope="row">
        <a href={`/${paymentHref(payment.id, EVERYTHING)}`} data-row={payment.id} tabIndex={isStop ? 0 : -1}>
          <bdi>{payment.merchant}</bdi>
        </a>
        <span class="small">
          {category(payment.category)}
          {isLate && ", came after closing"}
        </span>
      </th>
      <td>
        <a href={subjectHref("card", payment.card.id)}>
          <Card last4={payment.card.last4} id={payment.card.id} />
        </a>
      </td>
      <td>{paidMoney(payment)}</td>
      <td>{score(payment.score)}</td>
      <td>
        <OutcomeTag outcome={payment.outcome} />
      </td>
      <td class="why">
        <FirstReason payment={payment} />
      </td>
    </tr>
  );
}

function Rest({ report, shown }: { report: DailyReport; shown: number }) {
  const { declines, reviews } = report.totals;
  return (
    <>
      the newest {count(shown)} of {counted(declines + reviews, "payment")};{" "}
      <a href={`/api/payments.csv?${flaggedQuery(report)}`} download>
        all of them as CSV
      </a>
    </>
  );
}
