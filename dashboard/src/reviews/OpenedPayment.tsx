// The payment that is open: what a person needs to judge it, and what they can do.

import { useEffect, useRef } from "preact/hooks";
import { FRAUD_TYPES, isFraudType } from "../../../worker/payment/fraudType.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import { FRAUD_TYPE_WORDS } from "../../../worker/wire/fraudTypes.ts";
import { subjectHref } from "../../../worker/wire/pages.ts";
import { linesWords } from "../shared/lines.ts";
import { listedWords } from "../shared/listing.ts";
import { OutcomeTag, PaidAt, VerdictMark } from "../shared/Marks.tsx";
import { me } from "../shared/me.ts";
import { paidMoney } from "../shared/money.ts";
import { Facts, Reasons, Unfamiliar } from "../shared/PaymentFacts.tsx";
import { paymentHref } from "../shared/route.ts";
import { Score } from "../shared/Score.tsx";
import { ShadowHits } from "../shared/ShadowHits.tsx";
import { EVERYTHING } from "../shared/view.ts";
import { zone } from "../shared/zone.ts";
import { claimWords } from "./queue.ts";
import { busy, close, deciding, fraudType, keep, list, note, now, type Opened, say, step } from "./state.ts";

/** Longest note that the server takes. */
const NOTE_LENGTH = 500;

export function OpenedPayment({ opened }: { opened: Opened }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const payment = opened.detail?.payment ?? null;
  const isShown = payment !== null;
  // Readers begin at the title of each payment that opens. Where its words are typed meanwhile, the focus stays.
  useEffect(() => {
    if (isShown) heading.current?.focus();
  }, [isShown]);
  if (payment === null) return <p class="review-empty">{opened.problem ?? "Loading…"}</p>;
  const lines = linesWords(payment, deciding.value);
  return (
    <article class="opened-payment" aria-labelledby="review-title">
      <button type="button" class="back" onClick={close}>
        Back to the list
      </button>
      <h2 id="review-title" class="panel-title" tabIndex={-1} ref={heading}>
        {paidMoney(payment)} <span class="at">at</span> <bdi>{payment.merchant}</bdi>
      </h2>
      <p class="panel-verdict">
        <OutcomeTag outcome={payment.outcome} />
        <Score payment={payment} deciding={deciding.value} exact />
        {payment.score !== null && <span class="aside">fraud score</span>}
      </p>
      {lines !== null && <p class="panel-lines">{lines}</p>}
      <Claim opened={opened} />
      <Actions payment={payment} isMine={opened.claim !== null} />
      {(opened.detail?.listed ?? []).map((entry) => (
        <p class="notice" key={entry.id}>
          {listedWords(entry, now.value, zone.value)}
        </p>
      ))}
      <Reasons payment={payment} />
      <ShadowHits payment={payment} />
      <Unfamiliar payment={payment} />
      <OfCard payments={opened.ofCard} card={payment.card.id} />
      <Facts payment={payment} />
      <p>
        <a href={paymentHref(payment.id, EVERYTHING)}>All of it on the board</a>
      </p>
    </article>
  );
}

function Claim({ opened: { claim, problem } }: { opened: Opened }) {
  const words = claimWords(claim, now.value);
  if (claim === null || words === "") {
    return (
      <p class="notice warn claim" role="status">
        {claim === null ? (problem ?? "") : "Your ten minutes are over, and somebody else may take it."}{" "}
        <button type="button" class="link" onClick={() => void keep()}>
          {claim === null ? "Try to take it" : "Take it again"}
        </button>
      </p>
    );
  }
  return (
    <p class="claim">
      <span class="mine">{words}</span>{" "}
      <button type="button" class="link" onClick={() => void keep()}>
        Ten more minutes
      </button>
    </p>
  );
}

function Actions({ payment, isMine }: { payment: PaymentView; isMine: boolean }) {
  const off = busy.value || !isMine;
  const mayChange = me.value?.mayChange === true;
  return (
    <div class="actions">
      <div class="buttons">
        <button
          type="button"
          class="act fraud"
          aria-keyshortcuts="f"
          aria-disabled={off}
          onClick={() => void (off || say("fraud"))}
        >
          Fraud <Key letter="f" />
        </button>
        <button
          type="button"
          class="act legitimate"
          aria-keyshortcuts="l"
          aria-disabled={off}
          onClick={() => void (off || say("legitimate"))}
        >
          Legitimate <Key letter="l" />
        </button>
        {mayChange && (
          <>
            <button type="button" aria-keyshortcuts="s" aria-disabled={busy.value} onClick={() => void list("snooze")}>
              Snooze 24 h <Key letter="s" />
            </button>
            <button type="button" aria-keyshortcuts="b" aria-disabled={busy.value} onClick={() => void list("block")}>
              Block card <Key letter="b" />
            </button>
          </>
        )}
        <button type="button" aria-keyshortcuts="j" onClick={() => step(1)}>
          Skip <Key letter="j" />
        </button>
      </div>
      <label class="verdict-kind">
        <span>Kind of fraud, if it is one</span>
        <select
          value={fraudType.value ?? ""}
          onChange={({ currentTarget: { value } }) => {
            fraudType.value = isFraudType(value) ? value : null;
          }}
        >
          <option value="">not known</option>
          {FRAUD_TYPES.map((type) => (
            <option key={type} value={type}>
              {FRAUD_TYPE_WORDS[type]}
            </option>
          ))}
        </select>
      </label>
      <label class="review-note">
        <span class="unseen">Note on {payment.merchant} (optional)</span>
        <input
          type="text"
          maxLength={NOTE_LENGTH}
          placeholder="Note (optional)"
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
      </label>
    </div>
  );
}

function Key({ letter }: { letter: string }) {
  return (
    <span class="key" aria-hidden="true">
      {letter}
    </span>
  );
}

function OfCard({ payments, card }: { payments: readonly PaymentView[]; card: string }) {
  return (
    <section class="panel-part" aria-labelledby="of-card">
      <h3 id="of-card">The card’s last payments</h3>
      {payments.length === 0 ? (
        <p class="panel-quiet">No other payment of this card is known.</p>
      ) : (
        <>
          <ul class="of-card">
            {payments.map((each) => (
              <li key={each.id} class="of-card-row">
                <PaidAt payment={each} now={now.peek()} />
                <bdi>{each.merchant}</bdi>
                <span class="of-card-amount">{paidMoney(each)}</span>
                <span>
                  <OutcomeTag outcome={each.outcome} />
                  <VerdictMark payment={each} />
                </span>
              </li>
            ))}
          </ul>
          <a href={subjectHref("card", card)}>All that is known of this card</a>
        </>
      )}
    </section>
  );
}
