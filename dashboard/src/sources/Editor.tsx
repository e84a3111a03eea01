// One source: its address and secret, the event to try, its mapping by form and as text, and what becomes of the event.
import { useSignal } from "@preact/signals";
import { focusOnce } from "../shared/focus.ts";
import { me } from "../shared/me.ts";
import { Address } from "./Address.tsx";
import { bodyOf, type Draft, isDirty, withForm, withText } from "./draft.ts";
import { EventBox } from "./EventBox.tsx";
import { EventTypes } from "./EventTypes.tsx";
import { asksForHeaders, liveOf } from "./live.ts";
import { MAPPING_TEXT, MappingText } from "./MappingText.tsx";
import { PARTS } from "./mappingForm.ts";
import { PartForm } from "./PartForm.tsx";
import { Places } from "./Places.tsx";
import { Readings } from "./Readings.tsx";
import { ALL_SOURCES, current, edit, forget, opened, save, sources } from "./sourceState.ts";
import { DONE } from "./state.ts";

const NOTE_LENGTH = 500;
const NAME_LENGTH = 40;

export function Editor({ draft }: { draft: Draft }) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const mayChange = me.value?.mayChange === true;
  const { base, form } = draft;
  const name = base?.name ?? draft.name.trim();
  const live = liveOf({ ...draft, source: name, ownIds: current.value?.ownIds ?? [] });
  const { event } = live;
  const readings = event?.ok ? event.readings : [];

  async function submit(submitted: Event): Promise<void> {
    submitted.preventDefault();
    if (busy.value || !mayChange) return;
    const taken = sources.value?.sources.map((source) => source.name) ?? [];
    const made = bodyOf(draft, taken);
    if (!made.ok) {
      problem.value = made.problem;
      document.getElementById(made.field === "name" ? "source-name" : MAPPING_TEXT)?.focus();
      return;
    }
    busy.value = true;
    problem.value = null;
    const answer = await save(draft, made);
    busy.value = false;
    if (answer.ok) document.getElementById(DONE)?.focus();
    else problem.value = answer.problem;
  }

  return (
    <section class="editor" aria-labelledby="editor">
      <div class="section-head">
        <h2 id="editor" tabIndex={-1} ref={focusOnce}>
          {base === null ? "New source" : <bdi>{current.value?.title ?? base.name}</bdi>}
        </h2>
        <a href={ALL_SOURCES}>All sources</a>
      </div>
      <form class="editor-form" onSubmit={(submitted) => void submit(submitted)}>
        {base === null && (
          <label class="field">
            <span class="field-name">Name, as it stands in the address</span>
            <input
              id="source-name"
              maxLength={NAME_LENGTH}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              placeholder="my-shop"
              value={draft.name}
              onInput={({ currentTarget }) => edit({ ...draft, name: currentTarget.value })}
            />
          </label>
        )}
        {current.value !== null && <Address {...current.value} />}
        {event?.ok && <Places item={event.item} />}
        <div class="sides">
          <EventBox draft={draft} event={event} asksForHeaders={asksForHeaders(live)} />
          {event?.ok && <Readings draft={draft} event={event} mayChange={mayChange} />}
        </div>
        <div class="sides mapping-sides">
          <div class="mapping-form">
            <h3>How it is read</h3>
            {form === null ? (
              <p class="aside">The form follows as soon as the text can be read.</p>
            ) : (
              <fieldset disabled={!mayChange}>
                <EventTypes
                  event={form.event}
                  onChange={(changed) => edit(withForm(draft, { ...form, event: changed }))}
                />
                {PARTS.map((part) => (
                  <PartForm
                    key={part}
                    part={part}
                    fields={form.parts[part]}
                    readings={readings}
                    onChange={(fields) => edit(withForm(draft, { ...form, parts: { ...form.parts, [part]: fields } }))}
                  />
                ))}
              </fieldset>
            )}
          </div>
          <MappingText
            text={draft.text}
            mapping={live.mapping}
            readOnly={!mayChange}
            onInput={(text) => edit(withText(draft, text))}
          />
        </div>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
          </p>
        )}
        {mayChange && (
          <>
            <label class="field">
              <span class="field-name">Note (optional; stands in the audit)</span>
              <input
                id="source-note"
                maxLength={NOTE_LENGTH}
                autocomplete="off"
                value={draft.note}
                onInput={({ currentTarget }) => edit({ ...draft, note: currentTarget.value })}
              />
            </label>
            <div class="buttons save-bar">
              <button type="submit" class="main" aria-disabled={busy.value}>
                Save
              </button>
              {isDirty(draft) && (
                <button
                  type="button"
                  onClick={() => {
                    forget(opened.value ?? "");
                    problem.value = null;
                  }}
                >
                  Throw away what I typed
                </button>
              )}
            </div>
          </>
        )}
      </form>
    </section>
  );
}
