// One change at a time, and what was wrong with it.
import { useSignal } from "@preact/signals";
import type { Answer } from "../shared/ask.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { DONE } from "./state.ts";

/** Asks for a change once at a time; what is done takes the focus, since the button may be gone. */
export function useChange() {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  async function act(asking: () => Promise<Answer<unknown>>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await asking();
    busy.value = false;
    if (!answer.ok) problem.value = answer.problem;
    else moveFocus(from, document.getElementById(DONE));
    return answer.ok;
  }
  return { busy, problem, act };
}

export function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
      {text}
    </p>
  );
}
