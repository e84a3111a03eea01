// The entries of a list: what, why, who, since when and until when.
import { useSignal } from "@preact/signals";
import { subjectHref } from "../../../worker/wire/pages.ts";
import type { ListEntryView, ListView } from "../../../worker/wire/policy.ts";
import { hasEnded, untilWords } from "../shared/ending.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { category, dayIn } from "../shared/format.ts";
import { Card } from "../shared/Marks.tsx";
import { hrefOf } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { doerWords } from "../shared/verdicts.ts";
import { EVERYTHING } from "../shared/view.ts";
import { zone } from "../shared/zone.ts";
import { DONE, entries, entriesProblem, lastDigits, loadMore, remove } from "./state.ts";
import { KIND_WORDS } from "./words.ts";

export function Entries({ list, mayChange }: { list: ListView; mayChange: boolean }) {
  const known = entries.value;
  return (
    <div aria-busy={known === null && entriesProblem.value === null}>
      {entriesProblem.value !== null && (
        <p class="notice warn" role="alert">
          {entriesProblem.value}
        </p>
      )}
      {known !== null && known.entries.length === 0 && <p class="empty-line">Nothing is in this list.</p>}
      {known !== null && known.entries.length > 0 && (
        <ul class="entries" aria-label="Entries, the newest first">
          {known.entries.map((entry) => (
            <Entry key={entry.id} list={list} entry={entry} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {known?.next != null && (
        <div class="older">
          <button type="button" onClick={() => void loadMore()}>
            Show more
          </button>
        </div>
      )}
    </div>
  );
}

function Entry({ list, entry, mayChange }: { list: ListView; entry: ListEntryView; mayChange: boolean }) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const { kind, note, at, until } = entry;
  const now = Date.now();
  const isOver = hasEnded(until, now);

  async function take(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await remove(list, entry);
    busy.value = false;
    if (!answer.ok) problem.value = answer.problem;
    else moveFocus(from, document.getElementById(DONE));
  }

  return (
    <li class={`entry ${isOver ? "ended" : ""}`}>
      <span class="entry-value">
        {list.kind === null && <span class="aside">{KIND_WORDS[kind]} </span>}
        <Value entry={entry} />
      </span>
      <span class="entry-until">
        {isOver && <span class="state-tag">Ended</span>}{" "}
        <span class={isOver ? "aside" : ""}>{untilWords(until, now, zone.value)}</span>
      </span>
      <span class="entry-who aside">
        <bdi>{doerWords(entry)}</bdi>, <Time iso={at}>{dayIn(at, zone.value)}</Time>
        {note !== null && (
          <>
            {": "}
            <q>{note}</q>
          </>
        )}
      </span>
      {mayChange && (
        <button type="button" aria-disabled={busy.value} onClick={() => void take()}>
          Take out<span class="unseen"> {nameOf(entry)}</span>
        </button>
      )}
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
    </li>
  );
}

function nameOf({ kind, value }: ListEntryView): string {
  const digits = kind === "card" ? lastDigits.value.get(value) : null;
  return digits == null ? value : `card ending in ${digits}`;
}

function Value({ entry: { kind, value } }: { entry: ListEntryView }) {
  switch (kind) {
    case "card": {
      const digits = lastDigits.value.get(value);
      return (
        <>
          <a href={subjectHref("card", value)}>{digits == null ? <code>{value}</code> : <Card last4={digits} />}</a>
          {digits == null ? (
            digits === null && <span class="small">no stored payment of it</span>
          ) : (
            <code class="small">{value}</code>
          )}
        </>
      );
    }
    case "merchant":
      return (
        <a href={subjectHref("merchant", value)}>
          <bdi>{value}</bdi>
        </a>
      );
    case "category":
      return (
        <a href={`/${hrefOf({ opened: null, view: { ...EVERYTHING, category: value } })}`}>
          <bdi>{category(value)}</bdi>
        </a>
      );
    case "bin":
    case "country":
      return <code>{value}</code>;
    case "source":
      return <span>{value === "poll" ? "fetched from the feed" : value === "push" ? "pushed" : value}</span>;
  }
}
