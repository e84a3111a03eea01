// Sliders for the lines from which on payments go to a person and are declined: what they would have done to the payments of a
// backtest, while one moves them.
import { useSignal } from "@preact/signals";
import { atLines } from "../../../worker/backtest/atLines.ts";
import type { Situation } from "../../../worker/features/situation.ts";
import type { Thresholds } from "../../../worker/scoring/detector.ts";
import type { BacktestInFull, BacktestResult, BacktestSummary } from "../../../worker/wire/backtest.ts";
import type { ModelList } from "../../../worker/wire/models.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { me } from "../shared/me.ts";
import {
  atPlaces,
  type Line,
  type LinesBySituation,
  lineAt,
  lineWords,
  moved,
  noteFor,
  notUsable,
  PLACES,
  placeOf,
  ROWS,
  restWords,
  situationsIn,
} from "./lines.ts";
import { DONE, useLines } from "./state.ts";

const HANDLES: readonly { line: Line; words: string }[] = [
  { line: "review", words: "Sent to a person from" },
  { line: "decline", words: "Declined from" },
];

export function Lines({ shown, models }: { shown: BacktestInFull; models: ModelList }) {
  const { backtest, result } = shown;
  if (result === null || backtest.thresholds === null || situationsIn(result).length === 0) return null;
  return <Sliders key={backtest.id} tried={backtest.thresholds} {...{ backtest, result, models }} />;
}

interface Props {
  tried: LinesBySituation;
  backtest: BacktestSummary;
  result: BacktestResult;
  models: ModelList;
}

function Sliders({ tried, backtest, result, models }: Props) {
  const lines = useSignal(atPlaces(tried));
  const rest = useSignal("");
  const situations = situationsIn(result);
  const at = atLines(result, lines.value);
  const sides = [atLines(result, atPlaces(tried)), at];

  function move(situation: Situation, line: Line, place: number): void {
    lines.value = { ...lines.value, [situation]: moved(lines.value[situation], line, lineAt(place)) };
  }

  return (
    <section class="lines" aria-labelledby="lines">
      <h3 id="lines">With other thresholds</h3>
      <p class="aside">
        Move the handles: the payments are counted as they would be decided. What lists and rules decide stays as it is.
      </p>
      <div class="lines-sliders">
        {situations.map(({ situation, words }) => (
          <fieldset key={situation}>
            <legend>{words}</legend>
            {HANDLES.map(({ line, words }) => (
              <Handle
                key={line}
                words={words}
                lines={lines.value[situation]}
                line={line}
                onMove={(place) => move(situation, line, place)}
                onRest={() => {
                  rest.value = restWords(atLines(result, lines.value));
                }}
              />
            ))}
          </fieldset>
        ))}
      </div>
      <table class="plain-table sides-table">
        <caption class="unseen">What the lines that were tried would do, and what these would</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">As tried</th>
            <th scope="col">With these lines</th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ name, of, cell }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {of !== "" && <span class="small">{of}</span>}
              </th>
              {sides.map(cell).map(([value, beside], place) => (
                <td key={place}>
                  {value}
                  {beside !== "" && <span class="small">{beside}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="unseen" role="status">
        {rest.value}
      </p>
      {me.value?.mayChange === true && (
        <Use
          blocked={notUsable(backtest, models)}
          use={() => {
            const chosen = Object.fromEntries(situations.map(({ situation }) => [situation, lines.value[situation]]));
            return useLines(chosen, models.policy.version, noteFor(backtest, result));
          }}
        />
      )}
    </section>
  );
}

interface HandleProps {
  words: string;
  lines: Thresholds;
  line: Line;
  onMove: (place: number) => void;
  onRest: () => void;
}

function Handle({ words, lines, line, onMove, onRest }: HandleProps) {
  const shown = lineWords(lines[line]);
  return (
    <label class={`handle ${line}`}>
      <span>
        {words} <strong>{shown}</strong>
      </span>
      <input
        type="range"
        min={0}
        max={PLACES.length - 1}
        step={1}
        value={placeOf(lines[line])}
        aria-label={words}
        aria-valuetext={shown}
        onInput={({ currentTarget }) => onMove(Number(currentTarget.value))}
        onChange={onRest}
      />
    </label>
  );
}

function Use({ blocked, use }: { blocked: string | null; use: () => ReturnType<typeof useLines> }) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  async function press(): Promise<void> {
    if (blocked !== null || busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await use();
    if (answer.ok) moveFocus(from, document.getElementById(DONE));
    else problem.value = answer.problem;
    busy.value = false;
  }

  return (
    <>
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
      <div class="buttons">
        <button
          type="button"
          class="main"
          aria-disabled={blocked !== null || busy.value}
          aria-describedby="lines-blocked"
          onClick={() => void press()}
        >
          Use these thresholds
        </button>
        <span id="lines-blocked" class="missing aside">
          {blocked}
        </span>
      </div>
    </>
  );
}
