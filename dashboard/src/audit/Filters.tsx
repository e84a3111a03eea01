// The filters of the audit: the kind of change, who, what it was done to, and days.
import { filterOf } from "./filter.ts";
import { filter, narrow } from "./state.ts";
import { KIND_WORDS } from "./words.ts";

const KINDS = Object.entries(KIND_WORDS);

export function Filters() {
  const { kind, by, subject, from, to } = filter.value;
  return (
    <search class="audit-filters">
      <label>
        Kind of change
        <select
          value={kind}
          onChange={({ currentTarget }) => narrow({ kind: filterOf(`#kind=${currentTarget.value}`).kind })}
        >
          {KINDS.map(([value, words]) => (
            <option key={value} value={value} selected={value === kind}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <Field label="Who" value={by} name="by" placeholder="ann@example.org, admin, api" />
      <Field
        label="What it was done to"
        value={subject}
        name="subject"
        placeholder="id of a payment, rule, card; a list"
      />
      <Field label="From" value={from} name="from" type="date" />
      <Field label="To" value={to} name="to" type="date" />
    </search>
  );
}

interface FieldProps {
  label: string;
  value: string;
  name: "by" | "subject" | "from" | "to";
  type?: "text" | "date";
  placeholder?: string;
}

function Field({ label, value, name, type = "text", placeholder }: FieldProps) {
  return (
    <label>
      {label}
      <input
        {...(type === "date" ? { type } : { type })}
        name={name}
        value={value}
        maxLength={400}
        placeholder={placeholder}
        autocomplete="off"
        onChange={({ currentTarget }) => narrow({ [name]: currentTarget.value.trim() })}
      />
    </label>
  );
}
