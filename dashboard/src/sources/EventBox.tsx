// The event to try a mapping on: pasted, or one that came lately. Its card numbers are masked before anything else sees it.
import { counted, dayAndTimeOfDay, sentence } from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import type { Draft } from "./draft.ts";
import type { LiveEvent } from "./live.ts";
import { edit, recent } from "./sourceState.ts";
import { maskedWords, TAKEN_WORDS } from "./words.ts";

interface EventBoxProps {
  draft: Draft;
  /** Null: there is none yet. */
  event: LiveEvent | null;
  /** The mapping reads headers of the request. */
  asksForHeaders: boolean;
}

export function EventBox({ draft, event, asksForHeaders }: EventBoxProps) {
  return (
    <section class="event-box" aria-labelledby="event">
      <h3 id="event">An event to try it on</h3>
      <Recent draft={draft} />
      <label class="field">
        <span class="field-name">Pasted, as JSON</span>
        <textarea
          rows={8}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={event !== null && !event.ok}
          aria-describedby="event-said"
          placeholder={'{"id":"evt_1","type":"charge.succeeded",…}'}
          value={draft.pasted}
          onInput={({ currentTarget }) => edit({ ...draft, pasted: currentTarget.value })}
        />
      </label>
      {(asksForHeaders || draft.headers !== "") && (
        <label class="field">
          <span class="field-name">Headers of its request, which this mapping reads</span>
          <textarea
            rows={2}
            spellcheck={false}
            placeholder="x-topic: orders/create"
            value={draft.headers}
            onInput={({ currentTarget }) => edit({ ...draft, headers: currentTarget.value })}
          />
        </label>
      )}
      <p id="event-said" class={event === null || event.ok ? "aside" : "mistake"}>
        {event !== null && !event.ok ? event.problem : maskedWords(event?.cards ?? 0)}
      </p>
    </section>
  );
}

function Recent({ draft }: { draft: Draft }) {
  const known = recent.value;
  if (known.length === 0) return null;
  return (
    <details class="recent">
      <summary>The last {counted(known.length, "event")}, without card numbers and persons</summary>
      <ol>
        {known.map((event, place) => (
          <li key={`${event.at} ${place}`} class="recent-event">
            <span>
              <Time iso={event.at}>{dayAndTimeOfDay(event.at, Date.now(), zone.value)}</Time>{" "}
              <strong>{TAKEN_WORDS[event.kind]}</strong> <span class="aside">{event.type}</span>
              {event.problem !== null && (
                <span class={event.kind === "refused" ? "mistake" : "aside"}> {sentence(event.problem)}</span>
              )}
            </span>
            {event.body !== null && (
              <button type="button" onClick={() => edit({ ...draft, pasted: JSON.stringify(event.body, null, 2) })}>
                Try it<span class="unseen">: {event.type ?? event.kind}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
