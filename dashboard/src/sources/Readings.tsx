// What becomes of the event: what it is, its row, and what the door says of that.
import { useSignal } from "@preact/signals";
import type { Reading } from "../../../worker/payment/sources/apply.ts";
import { type Draft, withForm } from "./draft.ts";
import { PART_WORDS } from "./fieldWords.ts";
import type { LiveEvent } from "./live.ts";
import { PARTS, withType } from "./mappingForm.ts";
import { edit } from "./sourceState.ts";
import { Tried } from "./Tried.tsx";
import { readingWords } from "./words.ts";

interface ReadingsProps {
  draft: Draft;
  event: Extract<LiveEvent, { ok: true }>;
  mayChange: boolean;
}

export function Readings({ draft, event, mayChange }: ReadingsProps) {
  const { readings, problem } = event;
  if (readings.length === 0 && problem === null) return null;
  return (
    <section class="readings" aria-labelledby="becomes">
      <h3 id="becomes">What becomes of it</h3>
      {problem !== null && <p class="mistake">{problem}.</p>}
      <ol>
        {readings.map((reading, at) => (
          <li key={at}>
            <p>{readingWords(reading)}</p>
            {reading.kind === "ignored" && mayChange && <Sort draft={draft} reading={reading} />}
            {"columns" in reading && <pre class="row">{JSON.stringify(reading.columns, null, 2)}</pre>}
          </li>
        ))}
      </ol>
      <Tried draft={draft} event={event.event} />
    </section>
  );
}

/** One press says what events of this type are. */
function Sort({ draft, reading: { eventType } }: { draft: Draft; reading: Reading }) {
  const said = useSignal("");
  const { form } = draft;
  if (eventType === null || form === null || form.event === "text") return null;
  return (
    <p class="buttons">
      {PARTS.map((part) => (
        <button
          key={part}
          type="button"
          onClick={() => {
            edit(withForm(draft, withType(form, eventType, part)));
            said.value = `${eventType} is ${PART_WORDS[part].one} now.`;
          }}
        >
          It is {PART_WORDS[part].one}
        </button>
      ))}
      <span class="unseen" role="status">
        {said.value}
      </span>
    </p>
  );
}
