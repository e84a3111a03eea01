// What else people set: whether a verdict of fraud blocks its card, and whom a letter names.
import { useSignal } from "@preact/signals";
import { moveFocus } from "../shared/focus.ts";
import { me } from "../shared/me.ts";
import { DONE, policy, setSettings } from "./state.ts";

const CONTACT_LENGTH = 200;

export function Settings() {
  const known = policy.value;
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const contact = useSignal<string | null>(null);
  const mayChange = me.value?.mayChange === true;
  if (known === null) return null;

  async function set(settings: Parameters<typeof setSettings>[0], said: string): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await setSettings(settings, said);
    busy.value = false;
    if (!answer.ok) {
      problem.value = answer.problem;
      return;
    }
    contact.value = null;
    moveFocus(from, document.getElementById(DONE));
  }

  const typed = contact.value ?? known.contact ?? "";
  return (
    <section class="settings" aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <label class="check">
        <input
          type="checkbox"
          checked={known.blockOnFraud}
          aria-disabled={!mayChange || busy.value}
          onClick={(event) => {
            if (!mayChange || busy.value) event.preventDefault();
          }}
          onChange={({ currentTarget }) => {
            const isOn = currentTarget.checked;
            void set(
              { blockOnFraud: isOn },
              isOn
                ? "A verdict of fraud blocks its card from now on."
                : "A verdict of fraud blocks no card by itself now.",
            );
          }}
        />
        <span>
          A verdict of fraud blocks its card. <span class="aside">Otherwise it is offered, and a person decides.</span>
        </span>
      </label>
      <form
        class="contact"
        onSubmit={(event) => {
          event.preventDefault();
          const given = typed.trim() === "" ? null : typed.trim();
          void set({ contact: given }, given === null ? "Letters name no contact now." : `Letters name ${given} now.`);
        }}
      >
        <label for="contact">Where people may contest a decision: stands in letters</label>
        <span class="contact-line">
          <input
            id="contact"
            maxLength={CONTACT_LENGTH}
            readOnly={!mayChange}
            value={typed}
            placeholder="disputes@example.org, +1 555 0100"
            onInput={({ currentTarget }) => {
              contact.value = currentTarget.value;
            }}
          />
          {mayChange && (
            <button type="submit" aria-disabled={busy.value || typed.trim() === (known.contact ?? "")}>
              Save
            </button>
          )}
        </span>
      </form>
      {problem.value !== null && (
        <p class="notice warn" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}
