// One rule: its condition, what becomes of payments that meet it, how long; and before it is saved, what it would have done.
import { useSignal } from "@preact/signals";
import { RULE_NAME_LENGTH } from "../../../worker/policy/rule.ts";
import { Choice } from "../shared/Choice.tsx";
import { focusOnce } from "../shared/focus.ts";
import { me } from "../shared/me.ts";
import { Until } from "../shared/Until.tsx";
import { Condition } from "./Condition.tsx";
import { Conflict } from "./Conflict.tsx";
import { bodyOf, type Draft, isDirty, wantsPreview } from "./draft.ts";
import { Preview } from "./Preview.tsx";
import { RuleHistory } from "./RuleHistory.tsx";
import { ALL_RULES, DONE, edit, forget, NEW, opened, ownColumns, ownLists, save } from "./state.ts";
import { STATE_MEANINGS, STATE_WORDS, THEN_MEANINGS, THEN_WORDS } from "./words.ts";

/** Longest note that the server takes. */
const NOTE_LENGTH = 500;
const OUTCOMES = ["decline", "review", "approve"] as const;
const STATES = ["active", "shadow", "off"] as const;
const SAVE = {
  active: "Save and put in force",
  shadow: "Save in shadow",
  off: "Save, switched off",
} as const;

const ASKED =
  "Nobody has previewed this condition with this outcome. Preview it above to see what it would have done, or press Save once more.";

export function Editor({ draft }: { draft: Draft }) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const mayChange = me.value?.mayChange === true;
  const change = (changed: Partial<Draft>) => edit({ ...draft, ...changed });

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value || !mayChange) return;
    const made = bodyOf(draft, ownLists.value, ownColumns.value, Date.now());
    if (!made.ok) {
      problem.value = made.problem;
      document.getElementById(FIELD_IDS[made.field])?.focus();
      return;
    }
    if (wantsPreview(draft) && !draft.hasAsked) {
      problem.value = ASKED;
      edit({ ...draft, hasAsked: true });
      return;
    }
    busy.value = true;
    problem.value = null;
    const answer = await save(draft);
    busy.value = false;
    if (answer.ok) document.getElementById(DONE)?.focus();
    else problem.value = answer.problem;
  }

  return (
    <section class="editor" aria-labelledby="editor">
      <div class="section-head">
        <h2 id="editor" tabIndex={-1} ref={focusOnce}>
          {draft.base === null ? "New rule" : <bdi>{draft.base.name}</bdi>}
        </h2>
        <a href={ALL_RULES}>All rules</a>
      </div>
      <Conflict draft={draft} />
      <form class="editor-form" onSubmit={(event) => void submit(event)}>
        <div class="field">
          <label for="rule-name">Name</label>
          <input
            id="rule-name"
            maxLength={RULE_NAME_LENGTH}
            readOnly={!mayChange}
            value={draft.name}
            autocomplete="off"
            onInput={({ currentTarget }) => change({ name: currentTarget.value })}
          />
        </div>
        <Condition draft={draft} mayChange={mayChange} />
        <fieldset class="field" disabled={!mayChange}>
          <span class="field-name">Payments that meet it</span>
          <span class="state-choice">
            <Choice
              name="then"
              legend="What becomes of payments that meet it"
              options={OUTCOMES.map((value) => ({ value, label: THEN_WORDS[value] }))}
              value={draft.then}
              onChoose={(then) => change({ then })}
            />
            <span class="aside">{THEN_MEANINGS[draft.then]}</span>
          </span>
        </fieldset>
        <Preview draft={draft} />
        <fieldset class="field" disabled={!mayChange}>
          <span class="field-name">State</span>
          <span class="state-choice">
            <Choice
              name="state"
              legend="State"
              options={STATES.map((value) => ({ value, label: STATE_WORDS[value] }))}
              value={draft.state}
              onChoose={(state) => change({ state })}
            />
            <span class="aside">{STATE_MEANINGS[draft.state]}</span>
          </span>
        </fieldset>
        <fieldset disabled={!mayChange}>
          <Until id="rule-until" ending={draft.ending} onChange={(ending) => change({ ending })} />
        </fieldset>
        <div class="field">
          <label for="rule-note">Note (optional; stands in the reason, in place of the condition)</label>
          <input
            id="rule-note"
            maxLength={NOTE_LENGTH}
            readOnly={!mayChange}
            value={draft.note}
            autocomplete="off"
            onInput={({ currentTarget }) => change({ note: currentTarget.value })}
          />
        </div>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
          </p>
        )}
        {mayChange && (
          <div class="buttons save-bar">
            <button type="submit" class="main" aria-disabled={busy.value}>
              {SAVE[draft.state]}
            </button>
            {isDirty(draft) && (
              <button
                type="button"
                onClick={() => {
                  forget(opened.value ?? NEW);
                  problem.value = null;
                }}
              >
                Throw away what I typed
              </button>
            )}
          </div>
        )}
      </form>
      {draft.base !== null && <RuleHistory key={draft.base.id} rule={draft.base} />}
    </section>
  );
}

const FIELD_IDS = { name: "rule-name", when: "rule-when", until: "rule-until" } as const;
