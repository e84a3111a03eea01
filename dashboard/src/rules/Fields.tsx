// The condition as rows of fact, operator and value.

import type { FormOperator } from "../../../worker/rules/form.ts";
import { Choice } from "../shared/Choice.tsx";
import { currency } from "../shared/money.ts";
import { zone } from "../shared/zone.ts";
import { FACT_GROUPS, factNamed, factsOfColumns, listsFor, meaningIn, OPERATOR_WORDS, operatorsFor } from "./facts.ts";
import { FIRST_ROW, type FormFields, type FormRow, rowProblem } from "./form.ts";
import { ownColumns, policy, sample } from "./state.ts";

const MOST_ROWS = 20;
interface FieldsProps {
  fields: FormFields;
  onChange: (fields: FormFields) => void;
}

export function Fields({ fields, onChange }: FieldsProps) {
  const { all, rows } = fields;
  const setRow = (at: number, row: FormRow) =>
    onChange({ all, rows: rows.map((each, place) => (place === at ? row : each)) });
  return (
    <div class="form-rows">
      {rows.length > 1 && (
        <Choice
          name="joint"
          legend="How many of the conditions must hold"
          options={[
            { value: "all", label: "All must hold" },
            { value: "any", label: "One is enough" },
          ]}
          value={all ? "all" : "any"}
          onChoose={(joint) => onChange({ all: joint === "all", rows })}
        />
      )}
      <ol>
        {rows.map((row, at) => (
          <li key={at} class="form-row">
            <Row
              row={row}
              at={at}
              onChange={(changed) => setRow(at, changed)}
              onRemove={
                rows.length === 1 ? null : () => onChange({ all, rows: rows.filter((_, place) => place !== at) })
              }
            />
          </li>
        ))}
      </ol>
      {rows.length < MOST_ROWS && (
        <button type="button" onClick={() => onChange({ all, rows: [...rows, FIRST_ROW] })}>
          Add a condition
        </button>
      )}
    </div>
  );
}

interface RowProps {
  row: FormRow;
  at: number;
  onChange: (row: FormRow) => void;
  /** Null: it is the last one. */
  onRemove: (() => void) | null;
}

function Row({ row, at, onChange, onRemove }: RowProps) {
  const lists = policy.value?.lists ?? [];
  const columns = ownColumns.value;
  const fact = factNamed(row.fact, columns);
  const problem = rowProblem(row, columns);
  const operators = operatorsFor(row.fact, lists, columns);
  const about = `condition ${at + 1}`;
  const own = { group: "Columns of your own", facts: factsOfColumns(columns) };
  const groups = columns.length === 0 ? FACT_GROUPS : [...FACT_GROUPS, own];

  function setFact(name: string): void {
    const offered = operatorsFor(name, lists, columns);
    const operator = offered.find((each) => each === row.operator) ?? offered[0] ?? row.operator;
    const isSameType = factNamed(name, columns)?.type === fact?.type;
    onChange({ fact: name, operator, value: isSameType ? row.value : "" });
  }

  return (
    <>
      <select
        aria-label={`Fact of ${about}`}
        value={row.fact}
        onChange={({ currentTarget }) => setFact(currentTarget.value)}
      >
        {groups.map(({ group, facts }) => (
          <optgroup key={group} label={group}>
            {facts.map(({ name, unit, meaning }) => (
              <option key={name} value={name} title={meaningIn({ meaning }, zone.value, currency.value)}>
                {name}
                {unit === null ? "" : ` (${unit})`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <select
        aria-label={`Operator of ${about}`}
        value={row.operator}
        onChange={({ currentTarget }) => onChange({ ...row, operator: currentTarget.value as FormOperator })}
      >
        {operators.map((operator) => (
          <option key={operator} value={operator}>
            {OPERATOR_WORDS[operator]}
          </option>
        ))}
      </select>
      <Value row={row} about={about} problem={problem} onChange={onChange} />
      {onRemove !== null && (
        <button type="button" class="remove" aria-label={`Remove ${about}`} onClick={onRemove}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d="M2 2l8 8M10 2l-8 8" />
          </svg>
        </button>
      )}
      <p class="aside" id={`meaning-${at}`}>
        {fact !== null && meaningIn(fact, zone.value, currency.value)}
        {row.operator === "in" && "; several values, with commas between"}
        {problem !== null && row.value !== "" && <strong class="mistake"> {problem}</strong>}
      </p>
    </>
  );
}

interface ValueProps {
  row: FormRow;
  about: string;
  problem: string | null;
  onChange: (row: FormRow) => void;
}

function Value({ row, about, problem, onChange }: ValueProps) {
  const { fact, operator, value } = row;
  const lists = policy.value?.lists ?? [];
  if (operator === "is" || operator === "is not") return <span />;
  if (operator.endsWith("in list")) {
    return (
      <select
        aria-label={`List of ${about}`}
        value={value}
        onChange={({ currentTarget }) => onChange({ ...row, value: currentTarget.value })}
      >
        <option value="">Choose…</option>
        {listsFor(fact, lists).map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    );
  }
  const isNumber = factNamed(fact, ownColumns.value)?.type === "number";
  const suggested = operator === "==" || operator === "!=" ? suggestionsFor(fact) : [];
  const suggestions = `suggested-${about.replace(" ", "-")}`;
  return (
    <>
      <input
        aria-label={`Value of ${about}`}
        aria-invalid={problem !== null && value !== ""}
        inputMode={isNumber ? "decimal" : undefined}
        list={suggested.length === 0 ? undefined : suggestions}
        autocomplete="off"
        value={value}
        onInput={({ currentTarget }) => onChange({ ...row, value: currentTarget.value })}
      />
      {suggested.length > 0 && (
        <datalist id={suggestions}>
          {suggested.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** What the newest payments have; any other can be typed. */
function suggestionsFor(fact: string): string[] {
  const column = fact.startsWith("extra.") ? fact.slice("extra.".length) : null;
  if (column !== null) {
    const values = (sample.value?.payments ?? []).map(({ extra }) => extra?.[column]);
    return [...new Set(values.filter((value) => typeof value === "string"))].toSorted();
  }
  if (fact !== "category" && fact !== "merchant") return [];
  return [...new Set((sample.value?.payments ?? []).map((payment) => payment[fact]))].toSorted();
}
