// The whole mapping as text, which holds also what the form does not show.
import type { MappingReading } from "../../../worker/payment/sources/readMapping.ts";
import { LONGEST_MAPPING } from "../../../worker/payment/sources/readMapping.ts";
import { ended, sentence } from "../shared/format.ts";

interface MappingTextProps {
  text: string;
  mapping: MappingReading;
  readOnly: boolean;
  onInput: (text: string) => void;
}

export const MAPPING_TEXT = "mapping-text";

export function MappingText({ text, mapping, readOnly, onInput }: MappingTextProps) {
  return (
    <div class="mapping-text">
      <h3>
        <label for={MAPPING_TEXT}>As text</label>
      </h3>
      <textarea
        id={MAPPING_TEXT}
        rows={Math.min(40, Math.max(12, text.split("\n").length + 1))}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        maxLength={LONGEST_MAPPING}
        readOnly={readOnly}
        value={text}
        aria-invalid={!mapping.ok}
        aria-describedby="mapping-said"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <p id="mapping-said" class={mapping.ok ? "aside" : "mistake"}>
        {mapping.ok ? (
          <>
            JSON. Pointers are <a href="https://www.rfc-editor.org/rfc/rfc6901">JSON Pointers</a>; signature, answer,
            decimals and pages are set here alone.
          </>
        ) : mapping.field === null ? (
          sentence(mapping.problem)
        ) : (
          ended(`${mapping.field} ${mapping.problem}`)
        )}
      </p>
    </div>
  );
}
