// One payment in full, beside the board.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Answer, fetchPayment, type PaymentDetail } from "../api.ts";
import * as format from "../format.ts";
import { board } from "../state.ts";
import { OutcomeTag, Score } from "./Marks.tsx";
import { Panel } from "./Panel.tsx";
import { Alerts, Facts, Features, Reasons } from "./PaymentFacts.tsx";

export function PaymentPanel({ id }: { id: string }) {
  const answer = useSignal<Answer<PaymentDetail> | null>(null);

  useEffect(() => {
    let wanted = true;
    void fetchPayment(id).then((value) => {
      if (wanted) answer.value = value;
    });
    return () => {
      wanted = false;
    };
  }, [id, answer]);

  const detail = answer.value?.ok ? answer.value.value : null;
  // The row that was clicked fills most of the panel at once.
  const payment = detail?.payment ?? board.value.rows.get(id) ?? null;
  const wait = answer.value === null ? "Loading…" : "Not shown";
  const title = payment && (
    <>
      {format.money(payment.amount)} <span class="at">at</span> <bdi>{payment.merchant}</bdi>
    </>
  );

  return (
    <Panel kind="Payment" title={title ?? wait}>
      {payment !== null && (
        <>
          <p class="panel-verdict">
            <OutcomeTag outcome={payment.outcome} />
            <Score payment={payment} />
            {payment.score !== null && <span class="aside">likely fraud</span>}
          </p>
          <Reasons payment={payment} />
          <Facts payment={payment} />
        </>
      )}
      {answer.value?.ok === false && <p class="notice warn">{answer.value.problem}</p>}
      {detail !== null && (
        <>
          <Alerts alerts={detail.alerts} />
          <Features features={detail.features} />
        </>
      )}
    </Panel>
  );
}
