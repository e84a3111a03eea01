// Lists of one's own: made, and deleted.
import { useSignal } from "@preact/signals";
import { LIST_KINDS, type ListKind } from "../../../worker/policy/lists.ts";
import type { ListView } from "../../../worker/wire/policy.ts";
import { focusOnce } from "../shared/focus.ts";
import { counted } from "../shared/format.ts";
import { KindSelect } from "./KindSelect.tsx";
import { drop, make } from "./state.ts";

const NOTE_LENGTH = 500;

export function NewList() {
  const name = useSignal("");
  const kind = useSignal<ListKind>("card");
  const note = useSignal("");
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const answer = await make({ name: name.value.trim(), kind: kind.value, note: note.value.trim() || null });
    busy.value = false;
    if (!answer.ok) {
      problem.value = answer.problem;
      return;
    }
    name.value = "";
    note.value = "";
  }

  return (
    <details class="new-list">
      <summary>New list</summary>
      <form onSubmit={(event) => void submit(event)}>
        <div class="field">
          <label for="list-name">Name, as rules write it</label>
          <input
            id="list-name"
            required
            maxLength={40}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder="vip"
            value={name.value}
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value;
            }}
          />
        </div>
        <div class="field">
          <label for="list-kind">Holds</label>
          <KindSelect id="list-kind" kind={kind} kinds={LIST_KINDS} />
        </div>
        <div class="field">
          <label for="list-note">Note (optional)</label>
          <input
            id="list-note"
            maxLength={NOTE_LENGTH}
            autocomplete="off"
            value={note.value}
            onInput={({ currentTarget }) => {
              note.value = currentTarget.value;
            }}
          />
        </div>
        <button type="submit" aria-disabled={busy.value}>
          Make list
        </button>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
          </p>
        )}
      </form>
    </details>
  );
}

/** Its entries go with it and cannot be put back, so it asks once more. */
export function DropList({ list }: { list: ListView }) {
  const isAsked = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  async function press(): Promise<void> {
    if (busy.value) return;
    if (!isAsked.value && list.entries > 0) {
      isAsked.value = true;
      return;
    }
    busy.value = true;
    const answer = await drop(list);
    busy.value = false;
    isAsked.value = false;
    problem.value = answer.ok ? null : answer.problem;
  }

  return (
    <div class="drop-list">
      <button type="button" aria-disabled={busy.value} onClick={() => void press()}>
        {isAsked.value
          ? `Delete ${list.name} with ${counted(list.entries, "entry", "entries")}, for good`
          : `Delete the list ${list.name}`}
      </button>
      {isAsked.value && (
        <button
          type="button"
          ref={focusOnce}
          onClick={() => {
            isAsked.value = false;
          }}
        >
          Keep it
        </button>
      )}
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
    </div>
  );
}
