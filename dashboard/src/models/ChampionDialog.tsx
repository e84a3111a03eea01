// Asks before another model decides: what the gate says, and why the person does it.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Gate } from "../../../worker/wire/comparison.ts";
import { askComparison, gateIn } from "./ask.ts";
import { GateChecks } from "./GateChecks.tsx";
import { compared, DONE, makeChampion, models } from "./state.ts";
import { missingWords } from "./words.ts";

/** Longest note that the server takes. */
const NOTE_LENGTH = 500;

/** The server's own sentence repeats every check, which stand above it here. */
const HELD_BACK = "The gate holds it back now. Read what it says above, and override it if you still want to.";

export function ChampionDialog({ version, onClose }: { version: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const known = compared.value?.comparison.challenger === version ? compared.value.gate : null;
  const gate = useSignal<Gate | null>(known);
  const note = useSignal("");
  const isOverriding = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  /** The policy that the person looks at: the one of the moment in which the dialog was opened. */
  const seen = useRef(models.value?.policy.version ?? 0);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (gate.value !== null) return;
    void askComparison(version).then((answer) => {
      if (answer.ok) gate.value = answer.value.gate;
      else problem.value = answer.problem;
    });
  }, [gate, problem, version]);

  const isRefused = gate.value?.passes === false;
  const missing = missingWords({
    ...{ asked: gate.value !== null, refused: isRefused },
    ...{ overriding: isOverriding.value, note: note.value },
  });

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (missing !== null || busy.value) return;
    busy.value = true;
    const override = isRefused && isOverriding.value;
    const answer = await makeChampion(version, { seen: seen.current, note: note.value.trim(), override });
    busy.value = false;
    if (answer.ok) {
      // Closing gives the focus back to the button that opened it, which may be gone.
      dialog.current?.close();
      document.getElementById(DONE)?.focus();
      return;
    }
    seen.current = models.value?.policy.version ?? seen.current;
    const said = gateIn(answer);
    problem.value = said?.passes === false ? HELD_BACK : answer.problem;
    gate.value = said ?? gate.value;
  }

  return (
    <dialog ref={dialog} class="keys champion-dialog" aria-labelledby="champion-title" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="champion-title">Let {version} decide?</h2>
        <p>Each payment from now on is decided by it. You can go back with one press.</p>
        {gate.value === null ? <p class="aside">Asking the gate…</p> : <GateChecks gate={gate.value} />}
        {isRefused && (
          <label class="check">
            <input
              type="checkbox"
              checked={isOverriding.value}
              onChange={({ currentTarget }) => {
                isOverriding.value = currentTarget.checked;
              }}
            />
            Override the gate. The note below must say why, and is kept with your name.
          </label>
        )}
        <label class="note" for="champion-note">
          Why (needed)
        </label>
        <input
          id="champion-note"
          required
          maxLength={NOTE_LENGTH}
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
          </p>
        )}
        <div class="buttons">
          <button
            type="submit"
            class="main"
            aria-disabled={missing !== null || busy.value}
            aria-describedby="champion-missing"
          >
            {isRefused ? "Override and make champion" : "Make champion"}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <span id="champion-missing" class="missing aside">
            {missing}
          </span>
        </div>
      </form>
    </dialog>
  );
}
