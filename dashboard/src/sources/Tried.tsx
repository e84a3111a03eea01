// The door's own word on the event: it hashes, looks at what is needed, and stores nothing. What is sent has no card number.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { SOURCE_NAME } from "../../../worker/policy/sources.ts";
import type { Answer } from "../shared/ask.ts";
import { postTry, type TriedEvent } from "./ask.ts";
import type { Draft } from "./draft.ts";
import { headersOf } from "./live.ts";
import { doorWords } from "./words.ts";

export function Tried({ draft, event }: { draft: Draft; event: unknown }) {
  const answer = useSignal<Answer<TriedEvent> | null>(null);
  const busy = useSignal(false);
  // What was said of another mapping or event holds no longer.
  useEffect(() => {
    answer.value = null;
  }, [draft.text, draft.pasted, draft.headers, answer]);

  async function ask(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const typed = draft.name.trim();
    // A source without a name yet is tried by another one: the mapping goes along.
    const name = SOURCE_NAME.test(typed) ? typed : "new";
    answer.value = await postTry(name, { event, headers: headersOf(draft.headers), mapping: JSON.parse(draft.text) });
    busy.value = false;
  }

  const known = answer.value;
  return (
    <div class="tried">
      <button type="button" aria-disabled={busy.value} onClick={() => void ask()}>
        Ask the door
      </button>
      <div role="status">
        {known?.ok === false && <p class="mistake">{known.problem}</p>}
        {known?.ok && (
          <ul>
            {doorWords(known.value).map(({ words, isGood }) => (
              <li key={words} class={isGood ? "" : "mistake"}>
                {words}
              </li>
            ))}
          </ul>
        )}
      </div>
      <p class="aside">The door is what every payment goes through. Nothing is stored.</p>
    </div>
  );
}
