// What other currencies are worth in CURRENCY: those that came without a rate first, then the rates that people keep.
import { useSignal } from "@preact/signals";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { counted, dateIn, dayAndTimeOfDay } from "../shared/format.ts";
import { me } from "../shared/me.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { RateForm } from "./RateForm.tsx";
import { cameLately, removeRate } from "./rateState.ts";
import {
  currencyName,
  fromWords,
  inOrder,
  isInForce,
  type Lacking,
  lackingIn,
  type RateDraft,
  type RateView,
} from "./rates.ts";
import { DONE, policy } from "./state.ts";

export function Money() {
  const known = policy.value;
  const draft = useSignal<RateDraft>(emptyRate(""));
  /** The rate that is being changed. Null: it is a new one. */
  const instead = useSignal<RateView | null>(null);
  if (known === null) return null;
  const { currency: own, rates } = known;
  const mayChange = me.value?.mayChange === true;
  const came = cameLately.value;

  function begin(rate: RateDraft, before: RateView | null): void {
    draft.value = rate;
    instead.value = before;
    document.getElementById(rate.currency === "" ? "rate-currency" : "rate-rate")?.focus();
  }

  return (
    <section aria-labelledby="money" class="money">
      <div class="section-head">
        <h2 id="money" tabIndex={-1}>
          Money
        </h2>
        <p class="aside">
          Amounts are summed and judged in {own}. Nobody is asked what other currencies are worth: these rates say it.
        </p>
      </div>
      {came === null && <p class="notice warn">It is not known which currencies came lately without a rate.</p>}
      {lackingIn(came ?? [], rates, Date.now()).map((each) => (
        <Without
          key={each.currency}
          lacking={each}
          onSet={mayChange ? (currency) => begin(emptyRate(currency), null) : null}
        />
      ))}
      {rates.length === 0 ? (
        <p class="empty-line">There are no rates yet.</p>
      ) : (
        <ul class="entries" aria-label="Rates, the newest of each currency first">
          {inOrder(rates).map((rate) => (
            <Rate
              key={`${rate.currency} ${rate.from}`}
              rate={rate}
              own={own}
              isInForce={isInForce(rate, rates, Date.now())}
              onChange={mayChange ? () => begin(draftOf(rate), rate) : null}
            />
          ))}
        </ul>
      )}
      {mayChange && (
        <RateForm
          own={own}
          draft={draft.value}
          instead={instead.value}
          onEdit={(changed) => {
            draft.value = changed;
          }}
          onDone={() => {
            draft.value = emptyRate("");
            instead.value = null;
          }}
        />
      )}
    </section>
  );
}

function emptyRate(currency: string): RateDraft {
  return { currency, rate: "", from: dateIn(new Date().toISOString(), zone.peek()), source: "" };
}

function draftOf({ currency, rate, from, source }: RateView): RateDraft {
  return { currency, rate, from: dateIn(from, zone.peek()), source: source ?? "" };
}

interface WithoutProps {
  lacking: Lacking;
  /** Null for people who change nothing here. */
  onSet: ((currency: string) => void) | null;
}

function Without({ lacking: { currency, payments, lastAt }, onSet }: WithoutProps) {
  return (
    <div class="notice warn lacking">
      <span>
        {currency === null ? (
          <>Other currencies have no rate that holds now, and {counted(payments, "payment")} came in them</>
        ) : (
          <>
            <strong>{currency}</strong> ({currencyName(currency)}) has no rate that holds now, and{" "}
            {counted(payments, "payment")} came in it
          </>
        )}
        , the last <Time iso={lastAt}>{dayAndTimeOfDay(lastAt, Date.now(), zone.value)}</Time>. Model, rules and sums
        know nothing of such amounts.
      </span>
      {onSet !== null && currency !== null && (
        <button type="button" onClick={() => onSet(currency)}>
          Set a rate<span class="unseen"> for {currency}</span>
        </button>
      )}
    </div>
  );
}

interface RateProps {
  rate: RateView;
  own: string;
  isInForce: boolean;
  onChange: (() => void) | null;
}

function Rate({ rate, own, isInForce, onChange }: RateProps) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const { currency, from, source } = rate;
  const about = `${currency} from ${fromWords(from, zone.value)}`;

  async function take(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const focused = document.activeElement;
    const answer = await removeRate(rate);
    busy.value = false;
    if (!answer.ok) problem.value = answer.problem;
    else moveFocus(focused, document.getElementById(DONE));
  }

  return (
    <li class="entry">
      <span class="entry-value">
        1 {currency} = <strong>{rate.rate}</strong> {own}
      </span>
      <span>
        <span class="aside">from</span> <Time iso={from}>{fromWords(from, zone.value)}</Time>{" "}
        {isInForce && <span class="state-tag active">In force</span>}
      </span>
      <span class="aside">{source ?? currencyName(currency)}</span>
      {onChange !== null && (
        <span class="buttons">
          <button type="button" onClick={onChange}>
            Change<span class="unseen"> {about}</span>
          </button>
          <button type="button" aria-disabled={busy.value} onClick={() => void take()}>
            Remove<span class="unseen"> {about}</span>
          </button>
        </span>
      )}
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
    </li>
  );
}
