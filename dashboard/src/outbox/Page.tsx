// The whole outbox page: the list beside the message that is open.
import { useSignal } from "@preact/signals";
import { Choice } from "../shared/Choice.tsx";
import { Nav } from "../shared/Nav.tsx";
import { Simulated } from "../shared/Simulated.tsx";
import { zone } from "../shared/zone.ts";
import { List } from "./List.tsx";
import { Reader } from "./Reader.tsx";
import { filter, list, openId, problem, retryAll } from "./state.ts";
import { doneWords, sumWords } from "./words.ts";

const filters = (done: string) =>
  [
    { value: "all", label: "All" },
    { value: "pending", label: "Waiting" },
    { value: "sent", label: done },
    { value: "failed", label: "Failed" },
  ] as const;

export function Page() {
  const known = list.value;
  return (
    <>
      <a class="skip" href="#messages">
        Skip to the messages
      </a>
      <header class="header">
        <Nav here="Outbox" />
      </header>
      <main class={`outbox ${openId.value === null ? "" : "reading"}`}>
        <section class="outbox-list" aria-labelledby="messages">
          <div class="outbox-head">
            <h1 id="messages" tabIndex={-1}>
              Outbox
            </h1>
            <p class="aside" role="status">
              {known === null ? "" : `${sumWords(known)} Times are in ${zone.value}.`}
            </p>
            <Simulated simulated={known?.simulated ?? false} />
            {known?.delivery === "outbox" && (
              <p class="notice calm">
                <strong>Mails are kept here and not sent</strong>, since RESEND_API_KEY is not set. Each is shown as it
                would arrive.
              </p>
            )}
            {problem.value !== null && (
              <p class="notice warn" role="alert">
                {problem.value}
              </p>
            )}
            <Choice
              name="state"
              legend="Which messages are shown"
              options={filters(known === null ? "Sent" : doneWords(known))}
              value={filter.value}
              onChoose={(value) => {
                filter.value = value;
              }}
            />
            {known !== null && known.failed > 0 && <RetryAll failed={known.failed} />}
          </div>
          <List />
        </section>
        <Reader />
      </main>
    </>
  );
}

function RetryAll({ failed }: { failed: number }) {
  const busy = useSignal(false);
  return (
    <button
      type="button"
      aria-disabled={busy.value}
      onClick={async () => {
        if (busy.value) return;
        busy.value = true;
        await retryAll();
        busy.value = false;
      }}
    >
      {failed === 1 ? "Try the failed one again" : `Try all ${failed.toLocaleString("en-US")} failed ones again`}
    </button>
  );
}
