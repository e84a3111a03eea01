// One entry: who did what and when, why, and what is another than before.
import type { AuditView } from "../../../worker/wire/audit.ts";
import { deedWords } from "../../../worker/wire/auditWords.ts";
import { dayAndTime } from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { subjectLink, viaWords, whoWords } from "./words.ts";

export function Entry({ entry }: { entry: AuditView }) {
  const differences = differencesOf(entry.before, entry.after);
  const link = subjectLink(entry);
  const via = viaWords(entry);
  return (
    <li>
      <p class="deed">
        <strong>
          <bdi>{whoWords(entry.by)}</bdi>
        </strong>{" "}
        <bdi>{deedWords(entry)}</bdi>
        {via !== null && <span class="aside"> {via}</span>}
      </p>
      {entry.note !== null && (
        <p>
          <q>{entry.note}</q>
        </p>
      )}
      <p class="aside">
        <Time iso={entry.at}>{dayAndTime(entry.at, zone.value)}</Time>
        {entry.policy !== null && `, version ${entry.policy} of the policy`}
        {link !== null && (
          <>
            {" · "}
            <a href={link.href}>{link.words}</a>
          </>
        )}
      </p>
      {differences.length > 0 && (
        <details>
          <summary>
            {entry.before == null ? "What it is" : entry.after == null ? "What it was" : "Before and after"}
            <span class="unseen"> of: {deedWords(entry)}</span>
          </summary>
          <dl class="differences">
            {differences.map((difference) => (
              <Changed key={difference.name} difference={difference} />
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}

function Changed({ difference: { name, before, after } }: { difference: Difference }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {before !== null && (
          <>
            <span class="unseen">before </span>
            <del>
              <bdi>{before}</bdi>
            </del>
          </>
        )}
        {after !== null && (
          <>
            {" "}
            <span class="unseen">after </span>
            <ins>
              <bdi>{after}</bdi>
            </ins>
          </>
        )}
      </dd>
    </div>
  );
}
