// One rate, new or changed: which currency, how much of CURRENCY, from which day on, and where it was read.
import { useSignal } from "@preact/signals";
import { setRate } from "./rateState.ts";
import { currencyName, offered, type RateDraft, type RateView, rateOf } from "./rates.ts";
import { DONE } from "./state.ts";

const SOURCE_LENGTH = 200;
const CODES = "currency-codes";

interface RateFormProps {
  /** CURRENCY. */
  own: string;
  draft: RateDraft;
  instead: RateView | null;
  onEdit: (draft: RateDraft) => void;
  onDone: () => void;
}

export function RateForm({ own, draft, instead, onEdit, onDone }: RateFormProps) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    const made = rateOf(draft, own);
    if (!made.ok) {
      problem.value = made.problem;
      document.getElementById(`rate-${made.field}`)?.focus();
      return;
    }
    busy.value = true;
    problem.value = null;
    const answer = await setRate(made.rate, instead);
    busy.value = false;
    if (!answer.ok) {
      problem.value = answer.problem;
      return;
    }
    onDone();
    document.getElementById(DONE)?.focus();
  }

  return (
    <form
      class="add"
      aria-label={instead === null ? "A new rate" : "Change a rate"}
      onSubmit={(event) => void submit(event)}
    >
      <label class="field">
        <span class="field-name">Currency</span>
        <input
          id="rate-currency"
          class="short"
          list={CODES}
          maxLength={3}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          placeholder="EUR"
          value={draft.currency}
          onInput={({ currentTarget }) => onEdit({ ...draft, currency: currentTarget.value })}
        />
      </label>
      <datalist id={CODES}>
        {offered(own).map((code) => (
          <option key={code} value={code}>
            {currencyName(code)}
          </option>
        ))}
      </datalist>
      <label class="field">
        <span class="field-name">One is worth, in {own}</span>
        <input
          id="rate-rate"
          inputMode="decimal"
          autocomplete="off"
          placeholder="1.0842"
          value={draft.rate}
          onInput={({ currentTarget }) => onEdit({ ...draft, rate: currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field-name">From</span>
        <input
          id="rate-from"
          type="date"
          value={draft.from}
          onInput={({ currentTarget }) => onEdit({ ...draft, from: currentTarget.value })}
        />
      </label>
      <label class="field add-note">
        <span class="field-name">Where it was read (optional)</span>
        <input
          id="rate-source"
          maxLength={SOURCE_LENGTH}
          autocomplete="off"
          value={draft.source}
          onInput={({ currentTarget }) => onEdit({ ...draft, source: currentTarget.value })}
        />
      </label>
      <span class="buttons">
        <button type="submit" class="main" aria-disabled={busy.value}>
          {instead === null ? "Set the rate" : "Change the rate"}
        </button>
        {instead !== null && (
          <button
            type="button"
            onClick={() => {
              problem.value = null;
              onDone();
            }}
          >
            Cancel
          </button>
        )}
      </span>
      <p class="aside">
        It holds for payments from that day on, until a later rate of the same currency. Payments that are decided
        already stay as they are.
      </p>
      {problem.value !== null && (
        <p class="notice warn" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  );
}
