// Which events are payments, which say what a payment was, and which are neither.
import { Choice } from "../shared/Choice.tsx";
import { PART_WORDS } from "./fieldWords.ts";
import { type EventForm, type MappingForm, NEW_EVENT, PARTS } from "./mappingForm.ts";
import { PLACES } from "./Places.tsx";

interface EventTypesProps {
  event: MappingForm["event"];
  onChange: (event: EventForm | null) => void;
}

export function EventTypes({ event, onChange }: EventTypesProps) {
  if (event === "text") return <p class="aside">Which events are what is edited in the text.</p>;
  return (
    <section class="part" aria-label="Events">
      <h4>Events</h4>
      <Choice
        name="events"
        legend="Which events there are"
        options={[
          { value: "payments", label: "All are payments" },
          { value: "types", label: "Of several types" },
        ]}
        value={event === null ? "payments" : "types"}
        onChoose={(choice) => onChange(choice === "payments" ? null : NEW_EVENT)}
      />
      {event !== null && <Types event={event} onChange={onChange} />}
    </section>
  );
}

function Types({ event, onChange }: { event: EventForm; onChange: (event: EventForm) => void }) {
  const set = (changed: Partial<EventForm>) => onChange({ ...event, ...changed });
  return (
    <div class="types">
      <label class="field">
        <span class="field-name">Type stands at</span>
        <input
          list={PLACES}
          autocomplete="off"
          spellcheck={false}
          placeholder="/type"
          value={event.path}
          onInput={({ currentTarget }) => set({ path: currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field-name">or in the header</span>
        <input
          autocomplete="off"
          spellcheck={false}
          placeholder="x-topic"
          value={event.header}
          onInput={({ currentTarget }) => set({ header: currentTarget.value })}
        />
      </label>
      {PARTS.map((part) => (
        <label key={part} class="field">
          <span class="field-name">{PART_WORDS[part].title}: types, with commas between</span>
          <textarea
            rows={Math.min(4, Math.max(1, Math.ceil(event[part].length / 40)))}
            spellcheck={false}
            value={event[part]}
            onInput={({ currentTarget }) => set({ [part]: currentTarget.value })}
          />
        </label>
      ))}
      <label class="field">
        <span class="field-name">All other types</span>
        <select
          value={event.else}
          onChange={({ currentTarget }) => set({ else: currentTarget.value === "payment" ? "payment" : "ignore" })}
        >
          <option value="ignore">are acknowledged, counted, and ignored</option>
          <option value="payment">are payments</option>
        </select>
      </label>
    </div>
  );
}
