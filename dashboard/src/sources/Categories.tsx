// Categories that the model does not know, each with one that it knows and reads instead.
import { useSignal } from "@preact/signals";
import { CATEGORIES } from "../../../worker/payment/payment.ts";
import { category, counted, dayAndTimeOfDay } from "../shared/format.ts";
import { me } from "../shared/me.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import type { UnreadCategory } from "./ask.ts";
import { type CategoryTable, entriesIn, entryOf, isCode, MOST_CHARACTERS } from "./categories.ts";
import { removeCategory, setCategory, unread } from "./categoryState.ts";
import { MccCodes } from "./MccCodes.tsx";
import { policy } from "./state.ts";
import { Problem, useChange } from "./useChange.tsx";

export function Categories() {
  const known = policy.value;
  if (known === null) return null;
  const mayChange = me.value?.mayChange === true;
  const lately = unread.value;
  return (
    <section aria-labelledby="categories" class="categories">
      <div class="section-head">
        <h2 id="categories" tabIndex={-1}>
          Categories
        </h2>
        <p class="aside">
          The model knows {CATEGORIES.length} categories. It judges a payment of any other without its category, until
          that is read as one of them. Payments keep their own word.
        </p>
      </div>
      {lately === null && <p class="notice warn">It is not known which unknown categories came lately.</p>}
      {lately !== null && lately.length > 0 && (
        <ul class="entries" aria-label="Categories that came lately, and that the model does not know">
          {lately.map((each) => (
            <Unknown key={each.category} seen={each} mayChange={mayChange} />
          ))}
        </ul>
      )}
      <Known table={known.categories} mayChange={mayChange} />
      {mayChange && <Add />}
      <MccCodes />
    </section>
  );
}

interface ReadAsProps {
  /** Whose label it is, for programs that read the page aloud. */
  about: string;
  value: string;
  onChange: (to: string) => void;
}

function ReadAs({ about, value, onChange }: ReadAsProps) {
  return (
    <select
      aria-label={`${about} is read as`}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {CATEGORIES.toSorted().map((each) => (
        <option key={each} value={each}>
          {category(each)}
        </option>
      ))}
    </select>
  );
}

function Unknown({ seen, mayChange }: { seen: UnreadCategory; mayChange: boolean }) {
  const to = useSignal("misc_net");
  const { busy, problem, act } = useChange();
  const name = seen.category;
  return (
    <li class="entry unknown">
      <span class="entry-value">
        <bdi>
          {name === null
            ? "No category, or one that is not told apart"
            : isCode(name)
              ? `Merchant category code ${name}`
              : name}
        </bdi>{" "}
        <span class="aside">
          {counted(seen.payments, "payment")}, the last{" "}
          <Time iso={seen.lastSeenAt}>{dayAndTimeOfDay(seen.lastSeenAt, Date.now(), zone.value)}</Time>
        </span>
      </span>
      <span class="mistake">Not known to the model</span>
      {mayChange && name !== null && (
        <span class="buttons">
          <ReadAs
            about={name}
            value={to.value}
            onChange={(chosen) => {
              to.value = chosen;
            }}
          />
          <button type="button" aria-disabled={busy.value} onClick={() => void act(() => setCategory(name, to.value))}>
            Read as this<span class="unseen">: {name}</span>
          </button>
        </span>
      )}
      <Problem text={problem.value} />
    </li>
  );
}

function Known({ table, mayChange }: { table: CategoryTable; mayChange: boolean }) {
  const entries = entriesIn(table);
  if (entries.length === 0) return <p class="empty-line">No category is read as another.</p>;
  return (
    <ul class="entries" aria-label="Categories that are read as others">
      {entries.map(([from, to]) => (
        <Entry key={from} from={from} to={to} mayChange={mayChange} />
      ))}
    </ul>
  );
}

function Entry({ from, to, mayChange }: { from: string; to: string; mayChange: boolean }) {
  const { busy, problem, act } = useChange();
  return (
    <li class="entry">
      <span class="entry-value">
        {isCode(from) && <span class="aside">Code </span>}
        <bdi>{from}</bdi>
      </span>
      <span>
        <span class="aside">is read as</span> {category(to)}
      </span>
      {mayChange && (
        <button type="button" aria-disabled={busy.value} onClick={() => void act(() => removeCategory(from))}>
          Remove<span class="unseen"> {from}</span>
        </button>
      )}
      <Problem text={problem.value} />
    </li>
  );
}

function Add() {
  const from = useSignal("");
  const to = useSignal("misc_net");
  const { busy, problem, act } = useChange();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const made = entryOf(from.value);
    if (!made.ok) {
      problem.value = made.problem;
      document.getElementById("category-from")?.focus();
      return;
    }
    if (await act(() => setCategory(made.from, to.value))) from.value = "";
  }

  return (
    <form class="add" aria-label="Read a category as another" onSubmit={(event) => void submit(event)}>
      <label class="field add-value">
        <span class="field-name">Category as it comes in, or a merchant category code</span>
        <input
          id="category-from"
          maxLength={MOST_CHARACTERS}
          autocomplete="off"
          spellcheck={false}
          placeholder="Electronics & Toys, or 5732"
          value={from.value}
          onInput={({ currentTarget }) => {
            from.value = currentTarget.value;
          }}
        />
      </label>
      <div class="field">
        <span class="field-name">Is read as</span>
        <ReadAs
          about="It"
          value={to.value}
          onChange={(chosen) => {
            to.value = chosen;
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
