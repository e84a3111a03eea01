// A condition, as a form and as text: each writes the other. Below stands what it matches among the newest payments.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { readRule } from "../../../worker/rules/readRule.ts";
import { ConditionText } from "./ConditionText.tsx";
import { type Draft, withFields, withText } from "./draft.ts";
import { Fields } from "./Fields.tsx";
import { EMPTY_FORM } from "./form.ts";
import { Live } from "./Live.tsx";
import { edit, loadEntriesFor, ownColumns, ownLists } from "./state.ts";

/** Programs that read the page aloud are told when the person pauses. */
const PAUSE_MS = 900;

export function Condition({ draft, mayChange }: { draft: Draft; mayChange: boolean }) {
  const { when, fields } = draft;
  const lists = ownLists.value;
  const columns = ownColumns.value;
  const read = readRule(when, lists, columns);
  // An empty condition is no mistake yet.
  const mistake = read.ok || when.trim() === "" ? null : read;
  const spoken = useSignal("");

  useEffect(() => void loadEntriesFor(when), [when]);
  useEffect(() => {
    const words = mistake === null ? "" : `The condition cannot be read: ${mistake.problem}.`;
    const timer = setTimeout(() => {
      spoken.value = words;
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [mistake?.problem, spoken]);

  return (
    <fieldset class="condition-part" disabled={!mayChange}>
      <legend>Condition</legend>
      <div class="condition-sides">
        <div class="condition-form">
          <h3 id="by-form">By form</h3>
          {fields === null ? (
            <p class="aside">
              {read.ok
                ? "The form cannot show this condition. It is edited as text."
                : "The form follows as soon as the text can be read, and has the form’s shape."}{" "}
              {mayChange && (
                <button type="button" class="link" onClick={() => edit(withFields(draft, EMPTY_FORM, columns))}>
                  Begin a new form
                </button>
              )}
            </p>
          ) : (
            <Fields fields={fields} onChange={(changed) => edit(withFields(draft, changed, columns))} />
          )}
        </div>
        <ConditionText
          when={when}
          mistake={mistake}
          readOnly={!mayChange}
          onInput={(text) => edit(withText(draft, text, lists, columns))}
        />
      </div>
      <p class="unseen" role="status">
        {spoken.value}
      </p>
      {read.ok && <Live when={when} lists={read.lists} />}
    </fieldset>
  );
}
