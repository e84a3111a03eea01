// Who changed a rule, when, and what of it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RuleView } from "../../../worker/wire/policy.ts";
import type { Answer } from "../shared/ask.ts";
import { dayAndTime } from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { doerWords } from "../shared/verdicts.ts";
import { zone } from "../shared/zone.ts";
import { type AuditEntry, askHistory } from "./ask.ts";
import { rules } from "./state.ts";
import { historyWords } from "./words.ts";

export function RuleHistory({ rule }: { rule: RuleView }) {
  const answer = useSignal<Answer<{ entries: AuditEntry[]; next: string | null }> | null>(null);
  const version = rules.value?.policy;
  useEffect(() => {
    let wanted = true;
    void askHistory(rule.id).then((value) => {
      if (wanted) answer.value = value;
    });
    return () => {
      wanted = false;
    };
  }, [rule.id, version, answer]);
  const known = answer.value;
  // A server of the version before cannot tell one rule's entries from others.
  const entries = known?.ok ? known.value.entries.filter(({ subject }) => subject === rule.id) : [];
  return (
    <section class="history" aria-labelledby="rule-history" aria-busy={known === null}>
      <h2 id="rule-history">History</h2>
      {known?.ok === false && <p class="notice warn">{known.problem}</p>}
      <ol>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Time iso={entry.at} class="aside">
              {dayAndTime(entry.at, zone.value)}
            </Time>
            <span>
              {historyWords(entry, Date.parse(entry.at), zone.value)}, <bdi>{doerWords(entry)}</bdi>
              {entry.note !== null && (
                <>
                  {": "}
                  <q>{entry.note}</q>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
