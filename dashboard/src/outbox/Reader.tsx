// One message as it arrives: a mail in a frame of its own, or the text that programs and chats are sent.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { MessageInFull } from "../../../worker/wire/messages.ts";
import { Choice } from "../shared/Choice.tsx";
import { moveFocus } from "../shared/focus.ts";
import * as format from "../shared/format.ts";
import { paidMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { EVERYTHING } from "../shared/view.ts";
import { zone } from "../shared/zone.ts";
import { messagePath } from "./ask.ts";
import { State } from "./List.tsx";
import { open, openId, openProblem, retry } from "./state.ts";
import { fateNote, laidOut, recipientWords } from "./words.ts";

export function Reader() {
  if (openId.value === null) return <p class="reader-empty">Choose a message to read it as it arrives.</p>;
  const full = open.value;
  return (
    <article class="reader" aria-busy={full === null && openProblem.value === null}>
      <a class="back" href="#messages">
        ‹ All messages
      </a>
      {openProblem.value !== null && (
        <p class="notice warn" role="alert">
          {openProblem.value}
        </p>
      )}
      {full !== null && <Message key={full.message.id} full={full} />}
    </article>
  );
}

function Message({ full }: { full: MessageInFull }) {
  const { message, html, text, payments } = full;
  const shown = useSignal<"mail" | "text">("mail");
  const heading = useRef<HTMLHeadingElement>(null);
  const note = fateNote(message);
  const at = message.sentAt ?? message.createdAt;
  // On narrow screens the list is hidden by now, and with it the link that had the focus.
  useEffect(() => moveFocus(null, heading.current), []);
  return (
    <>
      <header class="reader-head">
        <h2 tabIndex={-1} ref={heading}>
          <bdi>{message.subject}</bdi>
        </h2>
        <p class="aside">
          To <bdi>{recipientWords(message)}</bdi>, <Time iso={at}>{format.dayAndTimeIn(at, zone.value)}</Time>
        </p>
        <p class="reader-state">
          <State message={message} />
          {message.attempts > 1 && <span class="aside">{format.counted(message.attempts, "attempt")}</span>}
        </p>
        {message.problem !== null && <p class="notice warn sentence">{message.problem}</p>}
        {note !== null && <p class="aside">{note}</p>}
        {message.state === "failed" && <Retry full={full} />}
      </header>
      {html !== null && (
        <Choice
          name="shown"
          legend="How the mail is shown"
          options={[
            { value: "mail", label: "As it arrives" },
            { value: "text", label: "Plain text" },
          ]}
          value={shown.value}
          onChoose={(value) => {
            shown.value = value;
          }}
        />
      )}
      {html !== null && shown.value === "mail" ? (
        <iframe class="mail" title="The mail" src={`${messagePath(message.id)}/mail`} onLoad={fitHeight} />
      ) : (
        <pre class="mail-text">{html === null ? laidOut(text) : text}</pre>
      )}
      {message.kind !== "digest" && payments.length > 0 && (
        <section aria-labelledby="told">
          <h3 id="told">{message.kind === "rollup" ? "The largest payments in it" : "The payment in it"}</h3>
          <ul class="told">
            {payments.map(({ id, paidAt, ...paid }) => (
              <li key={id}>
                <a href={`/${paymentHref(id, EVERYTHING)}`}>{paidMoney(paid)}</a>
                <span class="aside">
                  <Time iso={paidAt}>{format.dayAndTimeIn(paidAt, zone.value)}</Time>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The frame grows to the length of its mail, so that only the page scrolls. */
function fitHeight({ currentTarget: frame }: { currentTarget: HTMLIFrameElement }): void {
  const height = frame.contentDocument?.documentElement.scrollHeight;
  if (height !== undefined) frame.style.height = `${height}px`;
}

function Retry({ full: { message } }: { full: MessageInFull }) {
  const busy = useSignal(false);
  const again = (resend: boolean) => async () => {
    if (busy.value) return;
    busy.value = true;
    await retry(message.id, resend);
    busy.value = false;
  };
  return (
    <div class="retry">
      <button type="button" aria-disabled={busy.value} onClick={again(false)}>
        Try again
      </button>
      {message.maybeSent && (
        <>
          <button type="button" aria-disabled={busy.value} onClick={again(true)}>
            Send again anyway
          </button>
          <p class="aside">
            It may have been sent: an attempt ended without an answer. “Try again” first asks the provider; “Send again
            anyway” may bring it twice.
          </p>
        </>
      )}
    </div>
  );
}
