// One payment in full, beside the board: a modal dialog with an address of its own.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Answer, fetchPayment, type PaymentDetail } from "../api.ts";
import * as format from "../format.ts";
import { board, closePayment } from "../state.ts";
import { OutcomeTag, Score } from "./Marks.tsx";
import { Alerts, Facts, Features, Reasons } from "./PaymentFacts.tsx";

export function PaymentPanel({ id }: { id: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const answer = useSignal<Answer<PaymentDetail> | null>(null);

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    element.showModal();
    // Readers begin at the title, not at the first button.
    title.current?.focus();
    const onPress = (event: Event) => {
      if (event.target === element) element.close();
    };
    element.addEventListener("pointerdown", onPress);
    element.addEventListener("close", closePayment);
    return () => {
      element.removeEventListener("pointerdown", onPress);
      element.removeEventListener("close", closePayment);
      element.close();
    };
  }, []);

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

  return (
    <dialog ref={dialog} class="panel" aria-labelledby="panel-title">
      <div class="panel-inner">
        <div class="panel-head">
          <p class="aside">Payment</p>
          <CopyLink />
          <button type="button" class="close" aria-label="Close" onClick={() => dialog.current?.close()}>
            <svg viewBox="0 0 12 12" aria-hidden="true">
              <path d="M2 2l8 8M10 2l-8 8" />
            </svg>
          </button>
        </div>
        <h2 id="panel-title" class="panel-title" tabIndex={-1} ref={title}>
          {payment === null ? (
            wait
          ) : (
            <>
              {format.money(payment.amount)} <span class="at">at</span> <bdi>{payment.merchant}</bdi>
            </>
          )}
        </h2>
        {payment !== null && (
          <>
            <p class="panel-verdict">
              <OutcomeTag outcome={payment.outcome} />
              <Score payment={payment} />
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
      </div>
    </dialog>
  );
}

function CopyLink() {
  const said = useSignal("Copy link");
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      said.value = "Copied";
    } catch {
      // Browsers give the clipboard to secure pages only.
      said.value = "The address bar has the link";
    }
  }
  return (
    <button type="button" onClick={() => void copy()}>
      <span aria-live="polite">{said}</span>
    </button>
  );
}
