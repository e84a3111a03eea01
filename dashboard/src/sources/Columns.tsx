// Columns of one's own: those that are declared, and those that came lately and were left out.
import { useSignal } from "@preact/signals";
import { type Column, MOST_COLUMNS } from "../../../worker/policy/ownColumns.ts";
import { counted, dayAndTimeOfDay } from "../shared/format.ts";
import { me } from "../shared/me.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { addColumn, removeColumn } from "./columnState.ts";
import { KIND_WORDS, type LeftOut, leftOutIn, nameProblem } from "./columns.ts";
import { cameLately } from "./rateState.ts";
import { policy } from "./state.ts";
import { Problem, useChange } from "./useChange.tsx";

const LONGEST_NAME = 40;

export function Columns() {
  const known = policy.value;
  if (known === null) return null;
  const columns = known.columns ?? [];
  const mayChange = me.value?.mayChange === true;
  const leftOut = leftOutIn(cameLately.value ?? [], columns);
  return (
    <section aria-labelledby="columns" class="columns">
      <div class="section-head">
        <h2 id="columns" tabIndex={-1}>
          Columns of your own
        </h2>
        <p class="aside">
          What only you know of a payment, such as its channel. Rows carry it as <code>extra</code>, and sources map it.
          It is kept and shown with the payment, and rules ask for it. The shipped model does not read it.{" "}
          {MOST_COLUMNS} columns at most.
        </p>
      </div>
      {leftOut.length > 0 && (
        <ul class="entries" aria-label="Columns that came lately and were left out">
          {leftOut.map((each) => (
            <Lately key={each.name} seen={each} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {columns.length === 0 ? (
        <p class="empty-line">No column is declared.</p>
      ) : (
        <ul class="entries" aria-label="Columns that are declared">
          {columns.map((column) => (
            <Declared key={column.name} column={column} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {mayChange && <Add columns={columns} />}
    </section>
  );
}

interface KindProps {
  /** Whose label it is, for programs that read the page aloud. */
  about: string;
  value: Column["kind"];
  onChange: (kind: Column["kind"]) => void;
}

function Kind({ about, value, onChange }: KindProps) {
  return (
    <select
      aria-label={`${about} is a`}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value === "number" ? "number" : "text")}
    >
      {(["number", "text"] as const).map((kind) => (
        <option key={kind} value={kind}>
          {KIND_WORDS[kind]}
        </option>
      ))}
    </select>
  );
}

function Lately({ seen, mayChange }: { seen: LeftOut; mayChange: boolean }) {
  const chosen = useSignal<Column["kind"]>("text");
  const { busy, problem, act } = useChange();
  const { name, kind } = seen;
  return (
    <li class="entry unknown">
      <span class="entry-value">
        {name === null ? "Others, or names that no column can have" : <code>{name}</code>}{" "}
        <span class="aside">
          {counted(seen.payments, "payment")}, the last{" "}
          <Time iso={seen.lastSeenAt}>{dayAndTimeOfDay(seen.lastSeenAt, Date.now(), zone.value)}</Time>
        </span>
      </span>
      <span class="mistake">
        {kind === null ? "Not declared, and left out" : `Left out: not declared then, or no ${kind}`}
      </span>
      {mayChange && name !== null && kind === null && (
        <span class="buttons">
          <Kind
            about={name}
            value={chosen.value}
            onChange={(kind) => {
              chosen.value = kind;
            }}
          />
          <button
            type="button"
            aria-disabled={busy.value}
            onClick={() => void act(() => addColumn({ name, kind: chosen.value }))}
          >
            Keep it<span class="unseen">: {name}</span>
          </button>
        </span>
      )}
      <Problem text={problem.value} />
    </li>
  );
}

function Declared({ column: { name, kind }, mayChange }: { column: Column; mayChange: boolean }) {
  const { busy, problem, act } = useChange();
  return (
    <li class="entry">
      <span class="entry-value">
        <code>{name}</code>
      </span>
      <span class="aside">{KIND_WORDS[kind]}</span>
      {mayChange && (
        <button type="button" aria-disabled={busy.value} onClick={() => void act(() => removeColumn(name))}>
          Remove<span class="unseen"> {name}</span>
        </button>
      )}
      <Problem text={problem.value} />
    </li>
  );
}

function Add({ columns }: { columns: readonly Column[] }) {
  const name = useSignal("");
  const kind = useSignal<Column["kind"]>("text");
  const { busy, problem, act } = useChange();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const wrong = nameProblem(name.value, columns);
    if (wrong !== null) {
      problem.value = wrong;
      document.getElementById("column-name")?.focus();
      return;
    }
    if (await act(() => addColumn({ name: name.value.trim(), kind: kind.value }))) name.value = "";
  }

  return (
    <form class="add" aria-label="Declare a column of your own" onSubmit={(event) => void submit(event)}>
      <label class="field add-value">
        <span class="field-name">Name, as rows carry it in extra</span>
        <input
          id="column-name"
          maxLength={LONGEST_NAME}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder="device_age_days"
          value={name.value}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        />
      </label>
      <div class="field">
        <span class="field-name">Is a</span>
        <Kind
          about="It"
          value={kind.value}
          onChange={(chosen) => {
            kind.value = chosen;
          }}
        />
      </div>
      <button type="submit" class="main" aria-disabled={busy.value}>
        Add
      </button>
      <Problem text={problem.value} />
    </form>
  );
}
