// One field of a mapping: where it comes from, what is done to it, and what comes of that for the event that is shown.
import type { FieldOutcome } from "../../../worker/payment/sources/fieldValue.ts";
import { ended } from "../shared/format.ts";
import { CONVERSIONS, type Conversion, type FieldForm, mappingOf, ORIGINS, type Origin } from "./fieldForm.ts";
import { CONVERSION_WORDS, meaningOf, ORIGIN_WORDS } from "./fieldWords.ts";
import type { Part } from "./mappingForm.ts";
import { PLACES } from "./Places.tsx";
import { policy } from "./state.ts";

interface FieldRowProps {
  part: Part;
  name: string;
  form: FieldForm;
  /** Undefined where there is no event, or it is no such one. */
  outcome: FieldOutcome | undefined;
  onChange: (form: FieldForm) => void;
  onRemove: () => void;
}

export function FieldRow({ part, name, form, outcome, onChange, onRemove }: FieldRowProps) {
  const about = `${part} ${name}`;
  const made = mappingOf(form);
  return (
    <li class="field-row">
      <div class="field-what">
        <code>{name}</code>
        <span class="aside">{meaningOf(part, name, policy.value?.columns ?? [])}</span>
      </div>
      <div class="field-how">
        <select
          aria-label={`Where ${about} comes from`}
          value={form.origin}
          onChange={({ currentTarget }) => {
            const origin = currentTarget.value as Origin;
            const text = origin === "json" && made.ok ? JSON.stringify(made.mapping, null, 1) : form.text;
            onChange({ ...form, origin, text: form.origin === "json" && origin !== "json" ? "" : text });
          }}
        >
          {ORIGINS.map((origin) => (
            <option key={origin} value={origin}>
              {ORIGIN_WORDS[origin]}
            </option>
          ))}
        </select>
        <OriginText about={about} form={form} isWrong={!made.ok} onChange={onChange} />
        {form.origin !== "json" && <Converter about={about} form={form} onChange={onChange} />}
      </div>
      <FieldValue about={about} problem={made.ok ? null : made.problem} outcome={outcome} />
      <button type="button" class="remove" aria-label={`Leave out ${about}`} onClick={onRemove}>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2 2l8 8M10 2l-8 8" />
        </svg>
      </button>
    </li>
  );
}

interface FieldValueProps {
  about: string;
  /** Why the field is not whole yet. Null when it is. */
  problem: string | null;
  outcome: FieldOutcome | undefined;
}

function FieldValue({ about, problem, outcome }: FieldValueProps) {
  if (problem === null && outcome === undefined) return null;
  const wrong = problem ?? (outcome !== undefined && "error" in outcome ? ended(outcome.error) : null);
  return (
    <p class="field-value">
      <span class="unseen">{about}: </span>
      {wrong !== null ? <span class="mistake">{wrong}</span> : <Value outcome={outcome} />}
    </p>
  );
}

function Value({ outcome }: { outcome: FieldOutcome | undefined }) {
  if (outcome === undefined || "error" in outcome) return null;
  if (outcome.value === null) return <span class="aside">Nothing stands there</span>;
  return <output>{typeof outcome.value === "string" ? outcome.value : JSON.stringify(outcome.value)}</output>;
}

interface PieceProps {
  about: string;
  form: FieldForm;
  onChange: (form: FieldForm) => void;
}

function OriginText({ about, form, isWrong, onChange }: PieceProps & { isWrong: boolean }) {
  const { origin, text } = form;
  const label = `${LABELS[origin]} of ${about}`;
  if (origin === "first" || origin === "joined" || origin === "json") {
    return (
      <textarea
        aria-label={label}
        aria-invalid={isWrong}
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => onChange({ ...form, text: currentTarget.value })}
      />
    );
  }
  return (
    <input
      aria-label={label}
      aria-invalid={isWrong}
      list={origin === "path" ? PLACES : undefined}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      placeholder={PLACEHOLDERS[origin]}
      value={text}
      onInput={({ currentTarget }) => onChange({ ...form, text: currentTarget.value })}
    />
  );
}

const LABELS: Readonly<Record<Origin, string>> = {
  path: "Pointer",
  first: "Pointers, a line for each,",
  joined: "Pointers, a line for each,",
  const: "Value",
  header: "Header",
  json: "JSON",
};
const PLACEHOLDERS = { path: "/data/id", const: "My shop", header: "x-topic" } as const;

function Converter({ about, form, onChange }: PieceProps) {
  const { conversion, by, table, otherwise } = form;
  return (
    <>
      <select
        aria-label={`What is done to ${about}`}
        value={conversion}
        onChange={({ currentTarget }) => onChange({ ...form, conversion: currentTarget.value as Conversion })}
      >
        {CONVERSIONS.map((each) => (
          <option key={each} value={each}>
            {CONVERSION_WORDS[each]}
          </option>
        ))}
      </select>
      {conversion === "divide" && (
        <input
          aria-label={`Divisor of ${about}`}
          inputMode="numeric"
          value={by}
          onInput={({ currentTarget }) => onChange({ ...form, by: currentTarget.value })}
        />
      )}
      {conversion === "table" && (
        <>
          <textarea
            class="table"
            aria-label={`Table of ${about}, a line for each`}
            rows={Math.min(8, Math.max(2, table.split("\n").length))}
            spellcheck={false}
            placeholder="fraudulent = fraud"
            value={table}
            onInput={({ currentTarget }) => onChange({ ...form, table: currentTarget.value })}
          />
          <label class="check else">
            <input
              type="checkbox"
              checked={otherwise !== null}
              onChange={({ currentTarget }) => onChange({ ...form, otherwise: currentTarget.checked ? "null" : null })}
            />
            <span>all else is</span>
            {otherwise !== null && (
              <input
                aria-label={`All else of ${about}`}
                value={otherwise}
                onInput={({ currentTarget }) => onChange({ ...form, otherwise: currentTarget.value })}
              />
            )}
          </label>
        </>
      )}
    </>
  );
}
