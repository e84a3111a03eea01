// The fields of payments, labels or refunds, and what the event gives for each.
import { useSignal } from "@preact/signals";
import type { Reading } from "../../../worker/payment/sources/apply.ts";
import { FieldRow } from "./FieldRow.tsx";
import { type FieldForm, NEW_FIELD } from "./fieldForm.ts";
import { fieldsOf, neededOf, PART_WORDS } from "./fieldWords.ts";
import type { Part } from "./mappingForm.ts";
import { policy } from "./state.ts";

type Fields = Readonly<Record<string, FieldForm>>;

interface PartFormProps {
  part: Part;
  /** Null: the mapping takes no event for this part. */
  fields: Fields | null;
  /** Readings of the event that the page shows. */
  readings: readonly Reading[];
  onChange: (fields: Fields | null) => void;
}

export function PartForm({ part, fields, readings, onChange }: PartFormProps) {
  const { title, empty } = PART_WORDS[part];
  // An event that says nothing of fraud is ignored, and its fields tell why.
  const reading = readings.find(
    ({ kind, fields }) => kind === part || (kind === "ignored" && part === "label" && "verdict" in fields),
  );
  const others = Object.entries(reading?.fields ?? {}).filter(
    ([name, outcome]) => "error" in outcome && !(name in (fields ?? {})),
  );
  if (fields === null) {
    const needed = neededOf(part);
    return (
      <section class="part" aria-label={title}>
        <h4>{title}</h4>
        <p class="aside">
          {empty}{" "}
          <button
            type="button"
            class="link"
            onClick={() => onChange(Object.fromEntries(needed.map((name) => [name, NEW_FIELD])))}
          >
            Map {title.toLowerCase()}
          </button>
        </p>
      </section>
    );
  }
  const set = (name: string, form: FieldForm) => onChange({ ...fields, [name]: form });
  return (
    <section class="part" aria-label={title}>
      <div class="part-head">
        <h4>{title}</h4>
        <button type="button" class="link" onClick={() => onChange(null)}>
          Map no {title.toLowerCase()}
        </button>
      </div>
      <ul class="field-rows">
        {Object.entries(fields).map(([name, form]) => (
          <FieldRow
            key={name}
            part={part}
            name={name}
            form={form}
            outcome={reading?.fields[name]}
            onChange={(changed) => set(name, changed)}
            onRemove={() => onChange(Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name)))}
          />
        ))}
      </ul>
      {others.map(([name, outcome]) => (
        <p key={name} class="mistake">
          <code>{name}</code> {"error" in outcome && outcome.error}.
        </p>
      ))}
      <AddField
        part={part}
        names={fieldsOf(part, policy.value?.columns ?? []).filter((name) => !(name in fields))}
        onAdd={(name) => set(name, NEW_FIELD)}
      />
    </section>
  );
}

interface AddFieldProps {
  part: Part;
  names: readonly string[];
  onAdd: (name: string) => void;
}

function AddField({ part, names, onAdd }: AddFieldProps) {
  const chosen = useSignal("");
  const name = names.includes(chosen.value) ? chosen.value : (names[0] ?? "");
  if (name === "") return null;
  return (
    <div class="buttons">
      <select
        aria-label={`Another field of ${PART_WORDS[part].one}`}
        value={name}
        onChange={({ currentTarget }) => {
          chosen.value = currentTarget.value;
        }}
      >
        {names.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <button type="button" onClick={() => onAdd(name)}>
        Add the field
      </button>
    </div>
  );
}
