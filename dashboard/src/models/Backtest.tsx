// Tries a model on past payments, beside what was decided.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { BacktestInFull, BacktestResult } from "../../../worker/wire/backtest.ts";
import type { ModelList } from "../../../worker/wire/models.ts";
import { category, counted, dayAndTimeOfDay, score } from "../shared/format.ts";
import { OutcomeTag } from "../shared/Marks.tsx";
import { paidMoney, roundMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { EVERYTHING } from "../shared/view.ts";
import { zone } from "../shared/zone.ts";
import { backtest, backtestProblem, cancel, follow, isUnderWay, tryOn } from "./backtest.ts";
import { caveats, noFlipWords, ROWS, stateWords } from "./backtestWords.ts";
import { DecidedBy } from "./DecidedBy.tsx";
import { Lines } from "./Lines.tsx";
import { dateAndTime } from "./words.ts";

const SPANS = [
  { days: 1, words: "the last day" },
  { days: 7, words: "the last 7 days" },
  { days: 30, words: "the last 30 days" },
  { days: 90, words: "the last 90 days" },
];

export function Backtest({ models }: { models: ModelList }) {
  const { champion, challenger } = models.policy;
  const model = useSignal(challenger ?? champion);
  const days = useSignal(7);
  const busy = useSignal(false);
  const shown = backtest.value;

  useEffect(() => void follow(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    await tryOn(model.value, days.value, Date.now());
    busy.value = false;
  }

  return (
    <section class="backtest" aria-labelledby="backtest">
      <h2 id="backtest">Try a model and thresholds on past payments</h2>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Model{" "}
          <select
            value={model.value}
            onChange={({ currentTarget }) => {
              model.value = currentTarget.value;
            }}
          >
            {models.models.map(({ version }) => (
              <option key={version} value={version}>
                {version}
              </option>
            ))}
          </select>
        </label>
        <label>
          on{" "}
          <select
            value={String(days.value)}
            onChange={({ currentTarget }) => {
              days.value = Number(currentTarget.value);
            }}
          >
            {SPANS.map(({ days, words }) => (
              <option key={days} value={String(days)}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" aria-disabled={busy.value}>
          Try it
        </button>
      </form>
      <p class="aside">
        Each payment is decided once more with what was known right before it. Nothing changes, and nobody is told.
      </p>
      {backtestProblem.value !== null && (
        <p class="notice warn" role="alert">
          {backtestProblem.value}
        </p>
      )}
      {shown !== null && <Shown shown={shown} models={models} />}
    </section>
  );
}

function Shown({ shown, models }: { shown: BacktestInFull; models: ModelList }) {
  const { backtest, result } = shown;
  const { id, model, from, to, progress } = backtest;
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <>
      <h3 ref={heading} tabIndex={-1}>
        {model} on payments from <End iso={from} /> to <End iso={to} />
      </h3>
      <p role="status">{stateWords(backtest)}</p>
      {isUnderWay(backtest) && (
        <p class="buttons">
          <progress max={progress.of} value={progress.done} aria-label="Payments decided once more" />
          <button
            type="button"
            onClick={() => {
              // The button goes.
              heading.current?.focus();
              void cancel(id);
            }}
          >
            Cancel
          </button>
        </p>
      )}
      {result !== null && result.decided.payments > 0 && (
        <>
          <Sides result={result} model={model} />
          <ul class="aside">
            {caveats(backtest, result).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          <DecidedBy result={result} />
          {!isUnderWay(backtest) && <Lines shown={shown} models={models} />}
          <Flips result={result} isUnderWay={isUnderWay(backtest)} />
        </>
      )}
    </>
  );
}

function Sides({ result: { decided, anew }, model }: { result: BacktestResult; model: string }) {
  return (
    <table class="plain-table sides-table">
      <caption class="unseen">What was decided, and what would be</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">Was decided</th>
          <th scope="col">
            Would be <span class="small">{model}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ name, of, cell }) => (
          <tr key={name}>
            <th scope="row">
              {name}
              {of !== "" && <span class="small">{of}</span>}
            </th>
            {[cell(decided), cell(anew)].map(([value, beside], at) => (
              <td key={at}>
                {value}
                {beside !== "" && <span class="small">{beside}</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Flips({ result: { flips }, isUnderWay }: { result: BacktestResult; isUnderWay: boolean }) {
  if (flips.payments === 0) return <p>{noFlipWords(isUnderWay)}</p>;
  return (
    <>
      <h3>
        {counted(flips.payments, "payment")} would be decided otherwise, {roundMoney(flips.amount)} in all
      </h3>
      <table class="plain-table dearest-table">
        <caption class="unseen">The dearest of them</caption>
        <thead>
          <tr>
            <th scope="col">Paid</th>
            <th scope="col">Amount</th>
            <th scope="col">Was</th>
            <th scope="col">Would be</th>
            <th scope="col">Score</th>
            <th scope="col">It was</th>
          </tr>
        </thead>
        <tbody>
          {flips.examples.map(({ id, paidAt, category: of, truth, was, is, score: anew, ...paid }) => (
            <tr key={id}>
              <th scope="row">
                <a href={`/${paymentHref(id, EVERYTHING)}`}>
                  <Moment iso={paidAt} />
                </a>
                <span class="small">{category(of)}</span>
              </th>
              <td>{paidMoney(paid)}</td>
              <td>
                <OutcomeTag outcome={was} />
              </td>
              <td>
                <OutcomeTag outcome={is} />
              </td>
              <td>{score(anew)}</td>
              <td>{TRUTH[truth]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const TRUTH = { fraud: "fraud", legitimate: "good", unknown: "not known" } as const;

function End({ iso }: { iso: string }) {
  return <Time iso={iso}>{dateAndTime(iso, zone.value)}</Time>;
}

function Moment({ iso }: { iso: string }) {
  return <Time iso={iso}>{dayAndTimeOfDay(iso, Date.now(), zone.value)}</Time>;
}
