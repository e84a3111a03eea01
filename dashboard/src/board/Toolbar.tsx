// Which payments to show, and whether the table moves.
import { useCallback, useEffect, useRef } from "preact/hooks";
import { OUTCOME_WORDS } from "../../../worker/decision/outcomeWords.ts";
import { fieldsOf, lineOf } from "../../../worker/payment/query/words.ts";
import { Choice } from "../shared/Choice.tsx";
import { count } from "../shared/format.ts";
import { useShortcut } from "../shared/shortcuts.ts";
import { FIELD_LENGTH, filterQuery, isSameView, type OutcomeFilter, problemsOf } from "../shared/view.ts";
import { narrow } from "./narrow.ts";
import { SortChoice } from "./SortBy.tsx";
import { board, changeView, setView, togglePause } from "./signals.ts";

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
      <Search line={lineOf(view)} />
      {narrow.value && <SortChoice />}
      <button type="button" class="pause" aria-pressed={paused} onClick={togglePause}>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d={paused ? "M3 1.5v9l7.5-4.5z" : "M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z"} />
        </svg>
        {paused ? "Resume" : "Pause"}
        {paused && waiting > 0 && <span class="waiting">{count(waiting)} new</span>}
      </button>
      {problemsOf(view).length === 0 && (
        <a
          class="button"
          href={`/api/payments.csv?${filterQuery(view)}`}
          download
          title="All payments of this list as CSV"
        >
          CSV
        </a>
      )}
    </div>
  );
}

function Search({ line }: { line: string }) {
  const input = useRef<HTMLInputElement>(null);
  const typing = useRef<number | undefined>(undefined);
  /** Changes of one search replace its step in the browser's history. Enter, or leaving the field, ends the search. */
  const isSameStep = useRef(false);

  useShortcut(
    "/",
    useCallback(() => input.current?.focus(), []),
  );

  useEffect(() => {
    // The search was changed elsewhere: by the address, or by the button that shows all. Text that is being typed stays.
    const element = input.current;
    if (element === null || typing.current !== undefined || lineOf(fieldsOf(element.value)) === line) return;
    element.value = line;
  }, [line]);

  function search(): void {
    clearTimeout(typing.current);
    typing.current = undefined;
    const { view } = board.value;
    const wanted = { ...view, ...fieldsOf(input.current?.value ?? "") };
    if (isSameView(wanted, view)) return;
    (isSameStep.current ? changeView : setView)(wanted);
    isSameStep.current = true;
  }

  return (
    <search>
      <label class="search">
        <span class="unseen">
          Search by merchant, category, last four digits or id; by amount, as &gt;500 or 100..200; by day, as 2026-11-20
        </span>
        <input
          ref={input}
          type="search"
          placeholder="Merchant, card, >500, 2026-11-20"
          autoComplete="off"
          spellcheck={false}
          maxLength={FIELD_LENGTH}
          defaultValue={line}
          onInput={() => {
            clearTimeout(typing.current);
            typing.current = window.setTimeout(search, TYPING_MS);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            search();
            isSameStep.current = false;
          }}
          onBlur={() => {
            isSameStep.current = false;
          }}
        />
        <span class="key-hint" aria-hidden="true">
          /
        </span>
      </label>
    </search>
  );
}
