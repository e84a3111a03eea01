// What the rule would have done to stored payments, before it is saved.
import { useSignal } from "@preact/signals";
import { readRule } from "../../../worker/rules/readRule.ts";
import type { RulePreview } from "../../../worker/wire/rulePreview.ts";
import { Choice } from "../shared/Choice.tsx";
import { focusOnce } from "../shared/focus.ts";
import { zone } from "../shared/zone.ts";
import { askPreview } from "./ask.ts";
import { type Draft, previewKey } from "./draft.ts";
import { MatchedPayments } from "./MatchedPayments.tsx";
import { edit, draft as newest, ownColumns, ownLists } from "./state.ts";
import { previewAsides, previewWords } from "./words.ts";

const DAYS = ["1", "7", "30"] as const;
type Days = (typeof DAYS)[number];
const DAYS_WORDS: Readonly<Record<Days, string>> = { "1": "Last day", "7": "7 days", "30": "30 days" };

interface Shown {
  /** The condition and outcome that it belongs to, as `previewKey` has them. */
  of: string;
  days: Days;
  preview: RulePreview;
}

export function Preview({ draft }: { draft: Draft }) {
  const days = useSignal<Days>("30");
  const busy = useSignal(false);
  const shown = useSignal<Shown | null>(null);
  const problem = useSignal<string | null>(null);
  const canAsk = readRule(draft.when, ownLists.value, ownColumns.value).ok;

  async function look(): Promise<void> {
    if (busy.value || !canAsk) return;
    busy.value = true;
    problem.value = null;
    const { when, then } = draft;
    const asked = { of: previewKey(draft), days: days.value };
    const answer = await askPreview({ when, then, days: Number(asked.days) });
    busy.value = false;
    if (!answer.ok) {
      problem.value = answer.problem;
      return;
    }
    shown.value = { ...asked, preview: answer.value };
    // The person may have typed on meanwhile.
    const now = newest.peek();
    if (now !== null) edit({ ...now, previewed: asked.of });
  }

  const isOld = shown.value !== null && (shown.value.of !== previewKey(draft) || shown.value.days !== days.value);
  return (
    <section class="preview" aria-labelledby="preview" aria-busy={busy.value}>
      <h3 id="preview">What it would have done</h3>
      <div class="buttons">
        <Choice
          name="days"
          legend="How many days are looked at"
          options={DAYS.map((value) => ({ value, label: DAYS_WORDS[value] }))}
          value={days.value}
          onChoose={(value) => {
            days.value = value;
          }}
        />
        <button type="button" aria-disabled={busy.value || !canAsk} onClick={() => void look()}>
          {busy.value ? "Looking…" : "Preview"}
        </button>
        {!canAsk && <span class="missing aside">The condition must be readable first.</span>}
      </div>
      {problem.value !== null && (
        <p class="notice warn" role="alert">
          {problem.value}
        </p>
      )}
      {shown.value !== null && (
        <Result key={shown.value.of + shown.value.days} preview={shown.value.preview} isOld={isOld} />
      )}
    </section>
  );
}

function Result({ preview, isOld }: { preview: RulePreview; isOld: boolean }) {
  const { newest, dearest } = preview;
  const isSame = newest.length === dearest.length && newest.every(({ id }) => dearest.some((each) => each.id === id));
  return (
    <div class="previewed">
      {isOld && <p class="notice">The condition, the outcome or the days are others now: this is of before.</p>}
      <p class="previewed-words" ref={focusOnce} tabIndex={-1}>
        {previewWords(preview)}
      </p>
      <ul class="aside">
        {previewAsides(preview, zone.value).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {newest.length > 0 && (
        <details>
          <summary>Show the newest {newest.length}</summary>
          <MatchedPayments payments={newest} caption="Payments that would have matched, newest first" />
        </details>
      )}
      {dearest.length > 0 && !isSame && (
        <details>
          <summary>Show the {dearest.length} with the largest amounts</summary>
          <MatchedPayments payments={dearest} caption="Payments that would have matched, largest amount first" />
        </details>
      )}
    </div>
  );
}
