// All rules, with what each did lately.
import { useSignal } from "@preact/signals";
import type { CountedRuleView } from "../../../worker/wire/policy.ts";
import { hasEnded, untilWords } from "../shared/ending.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { OutcomeTag } from "../shared/Marks.tsx";
import { me } from "../shared/me.ts";
import { zone } from "../shared/zone.ts";
import { isDirty } from "./draft.ts";
import { DONE, drafts, hasLeft, NEW, remove, ruleHref, setState } from "./state.ts";
import { gapWords, hitWords, type STATE_WORDS, stateOf } from "./words.ts";

const STATES = ["active", "shadow", "off"] as const;

export function RuleList({ rules }: { rules: readonly CountedRuleView[] }) {
  const mayChange = me.value?.mayChange === true;
  const isNewTyped = drafts.value.has(NEW);
  return (
    <section aria-labelledby="all-rules">
      <div class="section-head">
        <h2 id="all-rules" tabIndex={-1} ref={hasLeft.value ? focusOnce : null}>
          All rules
        </h2>
        {mayChange && (
          <a class="button main" href={`#${NEW}`}>
            {isNewTyped ? "Go on with the new rule" : "New rule"}
          </a>
        )}
      </div>
      {rules.length === 0 ? (
        <p class="empty-line">
          There are no rules yet: the lists and the model decide.
          {mayChange &&
            " A rule is a condition, such as amount > 2000 && hour >= 22, and what becomes of payments that meet it."}
        </p>
      ) : (
        <ul class="rule-list">
          {rules.map((rule) => (
            <Row key={rule.id} rule={rule} mayChange={mayChange} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ rule, mayChange }: { rule: CountedRuleView; mayChange: boolean }) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const { id, name, when, then, state, note, until } = rule;
  const now = Date.now();
  const mine = drafts.value.get(id);

  async function act(asking: () => ReturnType<typeof setState>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await asking();
    busy.value = false;
    if (!answer.ok) problem.value = answer.problem;
    else moveFocus(from, document.getElementById(DONE));
  }

  return (
    <li class={`rule ${state} ${hasEnded(until, now) ? "ended" : ""}`}>
      <div class="rule-head">
        <h3 class="rule-title">
          <bdi>{name}</bdi>
        </h3>
        <OutcomeTag outcome={then} />
        <span class={`state-tag ${state}`}>{stateOf(rule, now)}</span>
        {until !== null && <span class="aside">{untilWords(until, now, zone.value)}</span>}
      </div>
      <code class="condition">{when}</code>
      {note !== null && (
        <p class="aside">
          <q>{note}</q>
        </p>
      )}
      <p class="aside">{hitWords(rule).join(" ")}</p>
      {gapWords(rule).map((words) => (
        <p key={words} class="notice warn">
          {words}
        </p>
      ))}
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
      <div class="buttons">
        <a class="button" href={ruleHref(id)}>
          {mine !== undefined && isDirty(mine) ? "Go on editing" : mayChange ? "Edit" : "Open"}
          <span class="unseen"> {name}</span>
        </a>
        {mayChange &&
          STATES.filter((each) => each !== state).map((each) => (
            <button
              key={each}
              type="button"
              aria-disabled={busy.value}
              onClick={() => void act(() => setState(rule, each))}
            >
              {SWITCH[each]}
              <span class="unseen"> {name}</span>
            </button>
          ))}
        {mayChange && (
          <button type="button" aria-disabled={busy.value} onClick={() => void act(() => remove(rule))}>
            Delete<span class="unseen"> {name}</span>
          </button>
        )}
      </div>
    </li>
  );
}

const SWITCH = { active: "Make active", shadow: "Turn to shadow", off: "Turn off" } as const satisfies Record<
  keyof typeof STATE_WORDS,
  string
>;
