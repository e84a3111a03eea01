// The refused rows, in a panel beside the board: rows that could not become payments, and why.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../shared/ask.ts";
import * as format from "../shared/format.ts";
import { paymentHref } from "../shared/route.ts";
import { fetchRejects, REJECTS_SHOWN, type RejectView } from "./ask.ts";
import { DeadLetters } from "./DeadLetters.tsx";
import { Moment } from "./Moment.tsx";
import { Panel } from "./Panel.tsx";
import { contradictedPayment, notUnderstoodWords, refusalWords, refusedToday, shownColumns } from "./rejects.ts";
import { board, status } from "./signals.ts";

export function RejectsPanel() {
  const answer = useSignal<Answer<RejectView[]> | null>(null);
  const health = status.value?.health;
  // A row that comes again changes no count, so each fetch from the feed is a reason to look as well.
  const news = `${health?.rejects} ${health?.lastTick?.rejected ? health.lastTick.at : ""}`;

  useEffect(() => {
    let wanted = true;
    void fetchRejects().then((value) => {
      if (wanted) answer.value = value;
    });
    return () => {
      wanted = false;
    };
  }, [news, answer]);

  const notUnderstood = notUnderstoodWords(health?.notUnderstood ?? []);
  return (
    <Panel kind="Pipeline" name="Refused rows">
      <DeadLetters />
      <section class="letters" aria-labelledby="refused">
        <h3 id="refused">Refused</h3>
        <p class="panel-quiet">
          {health === undefined ? "" : `${refusedToday(health.rejects)}. `}
          What the feed or a program sent that could not become a payment. Everything else in the same delivery was
          taken.
        </p>
        {notUnderstood !== null && <p class="panel-quiet">{notUnderstood}</p>}
        <Body answer={answer.value} />
      </section>
    </Panel>
  );
}

function Body({ answer }: { answer: Answer<RejectView[]> | null }) {
  if (answer === null) return <p class="panel-quiet">Loading…</p>;
  if (!answer.ok) return <p class="notice warn">{answer.problem}</p>;
  if (answer.value.length === 0) {
    return (
      <p class="panel-empty">
        No row was ever refused.{" "}
        <span>One that cannot be read or makes no sense will be listed here with its reason.</span>
      </p>
    );
  }
  return (
    <>
      <ol class="rejects">
        {answer.value.map((reject) => (
          <Refusal key={reject.id} reject={reject} />
        ))}
      </ol>
      {answer.value.length >= REJECTS_SHOWN && <p class="panel-quiet">These are the last {REJECTS_SHOWN}.</p>}
    </>
  );
}

function Refusal({ reject }: { reject: RejectView }) {
  const { field, snippet, source, times, lastSeenAt, firstSeenAt } = reject;
  const payment = contradictedPayment(reject);
  return (
    <li>
      <h4>
        <bdi>{refusalWords(reject)}</bdi>
      </h4>
      <p class="aside">
        {times === 1 ? "Once, " : `${format.counted(times, "time")}, last `}
        <Moment iso={lastSeenAt} />
        {times > 1 && (
          <>
            , first <Moment iso={firstSeenAt} />
          </>
        )}
        {source === "poll" ? ", fetched from the feed" : ", pushed"}
      </p>
      {snippet !== "" && <Snippet snippet={snippet} field={field} />}
      {payment !== null && (
        <p>
          <a href={paymentHref(payment, board.value.view)}>Open the stored payment</a>
        </p>
      )}
    </li>
  );
}

function Snippet({ snippet, field }: { snippet: string; field: string | null }) {
  const columns = shownColumns(snippet);
  if (columns === null) {
    return (
      <p class="snippet">
        <bdi>{snippet}</bdi>
      </p>
    );
  }
  return (
    <dl class="snippet">
      {columns.map(([name, value]) => (
        <div key={name} class={name === field ? "fault" : ""}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            <code>
              <bdi>{value}</bdi>
            </code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
