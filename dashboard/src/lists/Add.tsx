// One more entry of a list.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type ListKind, VALUE_LENGTH } from "../../../worker/policy/lists.ts";
import type { ListView } from "../../../worker/wire/policy.ts";
import { type Ending, endingOf, untilOf } from "../shared/ending.ts";
import { Until } from "../shared/Until.tsx";
import { KindSelect } from "./KindSelect.tsx";
import { add } from "./state.ts";
import { endingsOf, KIND_WORDS, kindsOf, VALUE_HINTS } from "./words.ts";

/** Longest note that the server takes. */
const NOTE_LENGTH = 500;

function firstEnding({ name }: ListView): Ending {
  return name === "snooze" ? { ...endingOf(null), choice: "24 h" } : endingOf(null);
}

export function Add({ list }: { list: ListView }) {
  const kinds = kindsOf(list);
  const kind = useSignal<ListKind>(kinds[0] ?? "card");
  const value = useSignal("");
  const note = useSignal("");
  const ending = useSignal(firstEnding(list));
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const field = useRef<HTMLInputElement>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    const until = untilOf(ending.value, Date.now());
    if (!until.ok) {
      problem.value = until.problem;
      return;
    }
    busy.value = true;
    problem.value = null;
    const body = { kind: kind.value, value: value.value, note: note.value.trim() || null, until: until.until };
    const answer = await add(list, body);
    busy.value = false;
    if (!answer.ok) {
      problem.value = answer.problem;
      return;
    }
    value.value = "";
    note.value = "";
    field.current?.focus();
  }

  return (
    <form class="add" onSubmit={(event) => void submit(event)}>
      {kinds.length > 1 && (
        <div class="field">
          <label for="add-kind">Kind</label>
          <KindSelect id="add-kind" kind={kind} kinds={kinds} />
        </div>
      )}
      <div class="field add-value">
        <label for="add-value">{kinds.length > 1 ? "Value" : KIND_WORDS[kind.value]}</label>
        <input
          id="add-value"
          ref={field}
          required
          maxLength={VALUE_LENGTH}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="add-hint"
          value={value.value}
          onInput={({ currentTarget }) => {
            value.value = currentTarget.value;
          }}
        />
      </div>
      <div class="field add-note">
        <label for="add-note">Note (optional)</label>
        <input
          id="add-note"
          maxLength={NOTE_LENGTH}
          autocomplete="off"
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
      </div>
      <Until
        id="add-until"
        ending={ending.value}
        choices={endingsOf(list)}
        onChange={(changed) => {
          ending.value = changed;
        }}
      />
      <button type="submit" class="main" aria-disabled={busy.value}>
        Add
      </button>
      <p id="add-hint" class="aside">
        {VALUE_HINTS[kind.value]}.
      </p>
      {problem.value !== null && (
        <p class="notice warn" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  );
}
