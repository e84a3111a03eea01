// The newest payments of a card or merchant, page by page.
import type { SubjectKind } from "../../../worker/store/subjects.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import { subjectHref } from "../../../worker/wire/pages.ts";
import { dayAndTimeOfDay, score } from "../shared/format.ts";
import { Card, OutcomeTag, VerdictMark } from "../shared/Marks.tsx";
import { paidMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { EVERYTHING } from "../shared/view.ts";
import { zone } from "../shared/zone.ts";
import { loadMorePayments, nextPayments, payments } from "./state.ts";

export function Payments({ kind }: { kind: SubjectKind }) {
  const shown = payments.value;
  if (shown === null) return null;
  return (
    <section aria-labelledby="payments">
      <div class="section-head">
        <h2 id="payments">Payments</h2>
        <p class="aside">Newest first.</p>
      </div>
      {shown.length === 0 ? (
        <p class="empty-line">None is in the store any more.</p>
      ) : (
        <table class="plain-table subject-payments">
          <thead>
            <tr>
              <th scope="col">Paid</th>
              <th scope="col">{kind === "card" ? "Merchant" : "Card"}</th>
              <th scope="col">Amount</th>
              <th scope="col">Outcome</th>
              <th scope="col">Score</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((payment) => (
              <Row key={payment.id} kind={kind} payment={payment} />
            ))}
          </tbody>
        </table>
      )}
      {nextPayments.value !== null && (
        <div class="older">
          <button type="button" onClick={() => void loadMorePayments(kind)}>
            Show older payments
          </button>
        </div>
      )}
    </section>
  );
}

function Row({ kind, payment }: { kind: SubjectKind; payment: PaymentView }) {
  const { id, paidAt, card, merchant, outcome } = payment;
  return (
    <tr>
      <th scope="row">
        <a href={`/${paymentHref(id, EVERYTHING)}`}>
          <Time iso={paidAt}>{dayAndTimeOfDay(paidAt, Date.now(), zone.value)}</Time>
        </a>
      </th>
      <td>
        {kind === "card" ? (
          <a href={subjectHref("merchant", merchant)}>
            <bdi>{merchant}</bdi>
          </a>
        ) : (
          <a href={subjectHref("card", card.id)}>
            {card.last4 === "" ? <code>{card.id}</code> : <Card last4={card.last4} />}
          </a>
        )}
      </td>
      <td>{paidMoney(payment)}</td>
      <td>
        <OutcomeTag outcome={outcome} />
        <VerdictMark payment={payment} />
      </td>
      <td>{score(payment.score)}</td>
    </tr>
  );
}
