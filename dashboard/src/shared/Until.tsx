// Asks until when something shall hold.
import { ENDING_WORDS, ENDINGS, type Ending, type EndingChoice, untilWords } from "./ending.ts";
import { zone } from "./zone.ts";

interface UntilProps {
  id: string;
  ending: Ending;
  /** Those of ENDINGS that are offered. Left out: all that can be. */
  choices?: readonly EndingChoice[];
  onChange: (ending: Ending) => void;
}

export function Until({ id, ending, choices = ENDINGS, onChange }: UntilProps) {
  const { choice, at, kept } = ending;
  return (
    <div class="field">
      <label for={id}>How long</label>
      <span class="until">
        <select
          id={id}
          value={choice}
          onChange={({ currentTarget }) => onChange({ ...ending, choice: currentTarget.value as EndingChoice })}
        >
          {choices.map((each) =>
            each === "kept" ? (
              kept !== null && (
                <option key={each} value={each}>
                  As it is: {untilWords(kept, Date.now(), zone.value)}
                </option>
              )
            ) : (
              <option key={each} value={each}>
                {ENDING_WORDS[each]}
              </option>
            ),
          )}
        </select>
        {choice === "at" && (
          <label class="until-at">
            <span class="aside">by your own clock</span>
            <input
              type="datetime-local"
              value={at}
              onInput={({ currentTarget }) => onChange({ ...ending, at: currentTarget.value })}
            />
          </label>
        )}
      </span>
    </div>
  );
}
