// Which payments to show, and whether the table moves.
import { useCallback, useEffect, useRef } from "preact/hooks";
import { OUTCOME_WORDS } from "../../../worker/decision/outcomeWords.ts";
import { Choice } from "../shared/Choice.tsx";
import { count } from "../shared/format.ts";
import { useShortcut } from "../shared/shortcuts.ts";
import { type OutcomeFilter, TEXT_LENGTH } from "../shared/view.ts";
import { board, setView, togglePause } from "./signals.ts";

/** Pause in typing after which the server is asked. */
const TYPING_MS = 250;

const OUTCOMES: readonly { value: OutcomeFilter; label: string }[] = [
  { value: "all", label: "All" },
  { value: "flagged", label: "Flagged" },
  { value: "decline", label: OUTCOME_WORDS.decline },
  { value: "review", label: OUTCOME_WORDS.review },
  { value: "approve", label: OUTCOME_WORDS.approve },
];

export function Toolbar() {
  const { view, paused, waiting } = board.value;
  useShortcut("p", togglePause);
  return (
    <div class="toolbar">
      <Choice
        name="outcome"
        legend="Payments shown"
        options={OUTCOMES}
        value={view.outcome}
        onChoose={(outcome) => setView({ ...view, outcome })}
      />
      <Search text={view.text} />
      <button type="button" class="pause" aria-pressed={paused} onClick={togglePause}>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d={paused ? "M3 1.5v9l7.5-4.5z" : "M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z"} />
        </svg>
        {paused ? "Resume" : "Pause"}
        {paused && waiting > 0 && <span class="waiting">{count(waiting)} new</span>}
      </button>
    </div>
  );
}

function Search({ text }: { text: string }) {
  const input = useRef<HTMLInputElement>(null);
  const typing = useRef<number | undefined>(undefined);

  useShortcut(
    "/",
    useCallback(() => input.current?.focus(), []),
  );

  useEffect(() => {
    // The search was changed elsewhere: by the address, or by the button that shows all. Text that is being typed stays.
    const element = input.current;
    if (element !== null && typing.current === undefined && element.value.trim() !== text) element.value = text;
  }, [text]);

  function search(): void {
    clearTimeout(typing.current);
    typing.current = undefined;
    const wanted = input.current?.value.trim() ?? "";
    if (wanted !== board.value.view.text) setView({ ...board.value.view, text: wanted });
  }

  return (
    <search>
      <label class="search">
        <span class="unseen">Search by merchant, category, last four digits or payment id</span>
        <input
          ref={input}
          type="search"
          placeholder="Merchant, card or id"
          autoComplete="off"
          spellcheck={false}
          maxLength={TEXT_LENGTH}
          defaultValue={text}
          onInput={() => {
            clearTimeout(typing.current);
            typing.current = window.setTimeout(search, TYPING_MS);
          }}
          onKeyDown={(event) => event.key === "Enter" && search()}
        />
        <span class="key-hint" aria-hidden="true">
          /
        </span>
      </label>
    </search>
  );
}
