// Said when somebody else changed the rule while it was edited: what they changed, and the choice between theirs and mine.
import { focusOnce } from "../shared/focus.ts";
import type { Draft } from "./draft.ts";
import { ALL_RULES, conflict, forget, keepMine, NEW, opened, takeTheirs } from "./state.ts";

export function Conflict({ draft }: { draft: Draft }) {
  const found = conflict.value;
  if (found === null) return null;
  const { changes, now } = found;
  return (
    <div class="notice warn conflict" role="alert" ref={focusOnce} tabIndex={-1}>
      {now === null ? (
        <p>Someone else has deleted this rule meanwhile. What you typed is still here.</p>
      ) : (
        <>
          <p>Someone else has changed this rule meanwhile. What you typed is still here. They changed:</p>
          <ul>
            {changes.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      )}
      <div class="buttons">
        <button type="button" onClick={() => keepMine(draft)}>
          {now === null ? "Keep mine, as a new rule" : "Keep mine, to be saved over theirs"}
        </button>
        {now === null ? (
          <button
            type="button"
            onClick={() => {
              forget(opened.value ?? NEW);
              location.hash = ALL_RULES;
            }}
          >
            Throw mine away
          </button>
        ) : (
          <button type="button" onClick={takeTheirs}>
            Take theirs
          </button>
        )}
      </div>
    </div>
  );
}
