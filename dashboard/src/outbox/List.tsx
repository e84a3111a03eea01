// The list of messages, newest first: what each says, to whom it goes, and how far it has come.
import { useComputed } from "@preact/signals";
import type { MessageView } from "../../../worker/wire/messages.ts";
import * as format from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { useTabStop } from "../shared/tabStop.ts";
import { zone } from "../shared/zone.ts";
import { filter, list, loadOlder, messageHref, now, older, openId, shownMessages } from "./state.ts";
import { kindWords, recipientWords, stateWords } from "./words.ts";

export function List() {
  const messages = useComputed(shownMessages).value;
  const stop = useTabStop(
    messages.map(({ id }) => id),
    openId.value,
  );
  if (list.value === null) return <p class="panel-quiet">Loading…</p>;
  if (messages.length === 0) return <Emptiness />;
  const next = older.value === null ? list.value.next : older.value.next;
  return (
    <>
      <ol class="messages" aria-label="Messages, newest first" {...stop.listens}>
        {messages.map((message) => (
          <Entry key={message.id} message={message} isStop={message.id === stop.row} />
        ))}
      </ol>
      {next !== null && (
        <button type="button" class="more" onClick={() => void loadOlder()}>
          Show older messages
        </button>
      )}
    </>
  );
}

function Entry({ message, isStop }: { message: MessageView; isStop: boolean }) {
  return (
    <li>
      <a
        href={messageHref(message.id)}
        aria-current={message.id === openId.value ? "true" : undefined}
        data-row={message.id}
        tabIndex={isStop ? 0 : -1}
      >
        <span class="message-head">
          <span class={`kind ${message.kind}`}>{kindWords(message)}</span>
          <Time iso={message.createdAt}>{format.dayAndTimeOfDay(message.createdAt, now.peek(), zone.value)}</Time>
        </span>
        <bdi class="subject">{message.subject}</bdi>
        <span class="message-foot">
          <bdi>{recipientWords(message)}</bdi>
          <State message={message} />
        </span>
      </a>
    </li>
  );
}

export function State({ message }: { message: MessageView }) {
  return <span class={`state ${message.state}`}>{stateWords(message, now.value)}</span>;
}

function Emptiness() {
  if (filter.value !== "all") {
    const words = { pending: "Nothing is waiting.", sent: "No message yet.", failed: "Nothing has failed." };
    return <p class="panel-empty">{words[filter.value]}</p>;
  }
  return (
    <p class="panel-empty">
      No messages yet. <span>The first fraud’s mail will appear here.</span>
    </p>
  );
}
