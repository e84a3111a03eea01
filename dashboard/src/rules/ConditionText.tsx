// The condition as text. The place of a mistake is underlined: by a copy of the text that lies behind the field.
import { RULE_LENGTH } from "../../../worker/policy/rule.ts";
import { sentence } from "../shared/format.ts";

interface ConditionTextProps {
  when: string;
  /** Null where the text can be read. `to`: the character behind it. */
  mistake: { problem: string; from: number; to: number } | null;
  readOnly: boolean;
  onInput: (text: string) => void;
}

export function ConditionText({ when, mistake, readOnly, onInput }: ConditionTextProps) {
  return (
    <div class="condition-text">
      <h3>
        <label for="rule-when">As text</label>
      </h3>
      <div class="underlined">
        <div class="underlined-copy" aria-hidden="true">
          {mistake === null ? when : <Marked when={when} from={mistake.from} to={mistake.to} />}
          {/* A last empty line would have no height. */}
          {"\u200b"}
        </div>
        <textarea
          id="rule-when"
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          maxLength={RULE_LENGTH}
          readOnly={readOnly}
          value={when}
          placeholder="amount > 2000 && hour >= 22"
          aria-invalid={mistake !== null}
          aria-describedby="rule-when-said"
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      </div>
      <p id="rule-when-said" class={mistake === null ? "aside" : "mistake"}>
        {mistake === null ? (
          <>
            In <a href="https://cel.dev">CEL</a>: <code>&& || ! in</code>, comparisons, arithmetic, brackets; texts in
            quotes. A missing value meets no condition.
          </>
        ) : (
          sentence(mistake.problem)
        )}
      </p>
    </div>
  );
}

function Marked({ when, from, to }: { when: string; from: number; to: number }) {
  // A place behind the end, or between two characters, still needs something to underline.
  const end = Math.max(to, from + 1);
  return (
    <>
      {when.slice(0, from)}
      <mark>{when.slice(from, end) || "\u00a0"}</mark>
      {when.slice(end)}
    </>
  );
}
