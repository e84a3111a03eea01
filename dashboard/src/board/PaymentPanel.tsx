// One payment in full, beside the board.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../shared/ask.ts";
import { fetchPayment, type PaymentDetail } from "../shared/askPayment.ts";
import * as format from "../shared/format.ts";
import { Listing } from "../shared/Listing.tsx";
import { linesWords } from "../shared/lines.ts";
import { OutcomeTag } from "../shared/Marks.tsx";
import { loadMe } from "../shared/me.ts";
import { paidMoney } from "../shared/money.ts";
import { Facts, Reasons, Unfamiliar } from "../shared/PaymentFacts.tsx";
import { ShadowHits } from "../shared/ShadowHits.tsx";
import { Panel } from "./Panel.tsx";
import { Alerts, Features, Refunds } from "./PaymentDetails.tsx";
import { Score } from "./Score.tsx";
import { board, deciding } from "./signals.ts";
import { Verdict } from "./Verdict.tsx";

/** How often a payment that waits to be recorded is asked for again. */
const WAITING_EVERY_MS = 3_000;

export function PaymentPanel({ id }: { id: string }) {
  const answer = useSignal<Answer<PaymentDetail> | null>(null);

  const detail = answer.value?.ok ? answer.value.value : null;
  const row = board.value.rows.get(id) ?? null;
  // A verdict given elsewhere, by another person or in a mail, comes over the live line.
  const isOld = detail !== null && row !== null && row.seq > detail.payment.seq;
  const isWaiting = detail !== null && !detail.recorded;
  const lookAgain = () => {
    void fetchPayment(id).then((value) => {
      if (value.ok) answer.value = value;
    });
  };

  useEffect(() => void loadMe(), []);

  useEffect(() => {
    if (detail !== null && !isOld) return;
    let wanted = true;
    void fetchPayment(id).then((value) => {
      if (wanted) answer.value = value;
    });
    return () => {
      wanted = false;
    };
  }, [id, isOld, answer]);

  // The table need not show this payment, so its row may never come.
  useEffect(() => {
    if (!isWaiting) return;
    let wanted = true;
    const timer = setInterval(() => {
      void fetchPayment(id).then((value) => {
        if (wanted && value.ok) answer.value = value;
      });
    }, WAITING_EVERY_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [id, isWaiting, answer]);

  // Until the details come, the row that was clicked fills most of the panel.
  const payment = detail?.payment ?? row;
  const wait = answer.value === null ? "Loading…" : "Not shown";
  // The tab, and so the browser's history, names no merchant: a sender could write anything there.
  const name = payment === null ? wait : `${format.outcome(payment.outcome)}: ${paidMoney(payment)}`;
  const title =
    payment === null ? undefined : (
      <>
        {paidMoney(payment)} <span class="at">at</span> <bdi>{payment.merchant}</bdi>
      </>
    );

  return (
    <Panel kind="Payment" name={name} title={title}>
      {payment !== null && (
        <>
          <p class="panel-verdict">
            <OutcomeTag outcome={payment.outcome} />
            <Score payment={payment} exact />
            {payment.score !== null && <span class="aside">fraud score</span>}
          </p>
          {isWaiting && (
            <p class="notice warn" role="status">
              Decided, waits to be recorded. Alerts follow then.
            </p>
          )}
          {linesWords(payment, deciding.value) !== null && (
            <p class="panel-lines">{linesWords(payment, deciding.value)}</p>
          )}
          <Reasons payment={payment} />
          <ShadowHits payment={payment} />
          <Unfamiliar payment={payment} />
          {detail !== null && (
            <Verdict
              payment={detail.payment}
              verdicts={detail.verdicts}
              onSaid={({ payment, verdicts }) => {
                answer.value = { ok: true, value: { ...detail, payment, verdicts } };
                // A verdict of fraud may have blocked the card.
                lookAgain();
              }}
            />
          )}
          {detail !== null && (
            <Listing
              of={{ card: payment.card.id, merchant: payment.merchant }}
              isFraud={payment.verdict === "fraud"}
              listed={detail.listed ?? null}
              onChanged={lookAgain}
            />
          )}
          <Facts payment={payment} />
        </>
      )}
      {answer.value?.ok === false && <p class="notice warn">{answer.value.problem}</p>}
      {detail !== null && (
        <>
          <Refunds refunds={detail.refunds} />
          {detail.recorded && <Alerts alerts={detail.alerts} />}
          <Features features={detail.features} />
        </>
      )}
    </Panel>
  );
}
