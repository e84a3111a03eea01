// All sources: what each is for, where its events are sent, and what came of them lately.
import { useSignal } from "@preact/signals";
import type { SourceView } from "../../../worker/wire/sources.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { counted, dayAndTimeOfDay, ended, sentence } from "../shared/format.ts";
import { me } from "../shared/me.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { Address } from "./Address.tsx";
import { isDirty } from "./draft.ts";
import { drafts, hasLeft, NEW, remove, sourceHref } from "./sourceState.ts";
import { DONE } from "./state.ts";
import { STATE_WORDS, stateOf, todayWords } from "./words.ts";

export function SourceList({ sources }: { sources: readonly SourceView[] }) {
  const mayChange = me.value?.mayChange === true;
  return (
    <section aria-labelledby="all-sources">
      <div class="section-head">
        <h2 id="all-sources" tabIndex={-1} ref={hasLeft.value ? focusOnce : null}>
          Webhooks of other systems
        </h2>
        {mayChange && (
          <a class="button main" href={`#${NEW}`}>
            {drafts.value.has(NEW) ? "Go on with the new source" : "New source"}
          </a>
        )}
      </div>
      <ul class="source-list">
        {sources.map((source) => (
          <Row key={source.name} source={source} mayChange={mayChange} />
        ))}
      </ul>
    </section>
  );
}

function Row({ source, mayChange }: { source: SourceView; mayChange: boolean }) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const { name, title, lastAt, note, preset, own, refused, problem: wrong } = source;
  const state = stateOf(source);
  const mine = drafts.value.get(`from/${name}`);

  async function take(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await remove(source);
    busy.value = false;
    if (!answer.ok) problem.value = answer.problem;
    else moveFocus(from, document.getElementById(DONE));
  }

  return (
    <li class={`source ${state}`}>
      <div class="source-head">
        <h3>
          <bdi>{title}</bdi>
        </h3>
        <span class={`state-tag ${state === "in use" ? "active" : ""}`}>{STATE_WORDS[state]}</span>
        {preset && own && <span class="aside">read as people here say</span>}
      </div>
      <p class="aside">
        {todayWords(source.events)}
        {lastAt !== null && (
          <>
            ; the last one came <Time iso={lastAt}>{dayAndTimeOfDay(lastAt, Date.now(), zone.value)}</Time>
          </>
        )}
        . {note !== null && <q>{note}</q>}
      </p>
      {refused !== null && (
        <p class="notice warn">
          {counted(refused.events, "event was", "events were")} refused since{" "}
          <Time iso={refused.since}>{dayAndTimeOfDay(refused.since, Date.now(), zone.value)}</Time>:{" "}
          {ended(refused.problem)}
        </p>
      )}
      {wrong !== null && <p class="notice warn">{sentence(wrong)}</p>}
      <details>
        <summary>Address and secret</summary>
        <Address {...source} />
      </details>
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
      <div class="buttons">
        <a class="button" href={sourceHref(name)}>
          {mine !== undefined && isDirty(mine) ? "Go on editing" : "How it is read"}
          <span class="unseen"> {name}</span>
        </a>
        {mayChange && own && (
          <button type="button" aria-disabled={busy.value} onClick={() => void take()}>
            {preset ? "Back to the preset" : "Remove"}
            <span class="unseen"> {name}</span>
          </button>
        )}
      </div>
    </li>
  );
}
