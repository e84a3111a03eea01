// The thresholds that people have set, and the way back from them. Shows nothing where nobody has set any.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ModelList } from "../../../worker/wire/models.ts";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { me } from "../shared/me.ts";
import { askPolicy } from "./ask.ts";
import { setLinesWords } from "./lines.ts";
import { DONE, takeLinesBack } from "./state.ts";

export function LinesInForce({ models }: { models: ModelList }) {
  const { version } = models.policy;
  const held = useSignal<PolicyInFull["thresholds"] | null>(null);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    let isNewest = true;
    void askPolicy().then((answer) => {
      if (!isNewest) return;
      problem.value = answer.ok ? null : `Which thresholds people have set is not known. ${answer.problem}`;
      if (answer.ok) held.value = answer.value.thresholds;
    });
    return () => {
      isNewest = false;
    };
  }, [version]);

  async function takeBack(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const from = document.activeElement;
    const answer = await takeLinesBack(version);
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) moveFocus(from, document.getElementById(DONE));
    busy.value = false;
  }

  const words = held.value === null ? [] : setLinesWords(held.value);
  return (
    <>
      {words.length > 0 && <p class="aside">Thresholds that people have set: {words.join("; ")}.</p>}
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
      {words.length > 0 && me.value?.mayChange === true && (
        <button type="button" aria-disabled={busy.value} onClick={() => void takeBack()}>
          Take these thresholds back
        </button>
      )}
    </>
  );
}
