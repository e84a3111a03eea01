// What a reader needs to know before believing the page: simulated payments, an open door, problems in words. The words
// of problems are the Worker's (worker/health/).
import type { Health } from "../../../worker/wire/board.ts";
import { count, dayAndTimeOfDay } from "../shared/format.ts";
import { Simulated } from "../shared/Simulated.tsx";
import { Time } from "../shared/Time.tsx";
import { sinceOf } from "../shared/verdicts.ts";
import { zone } from "../shared/zone.ts";
import { condition, health, now, status } from "./signals.ts";

export function Banner() {
  const known = health.value;
  const incidents = status.value?.health.incidents ?? [];
  const { problems } = condition.value;
  return (
    <div class="notices">
      <Simulated simulated={known?.simulated ?? false} />
      <PastLoad loading={known?.past.loading ?? null} />
      {known?.open && <p class="notice">This page is open to everyone who reaches it: no DASHBOARD_TOKEN is set.</p>}
      {known?.storage != null && known.storage.note !== null && <p class="notice calm">{known.storage.note}</p>}
      {problems.length > 0 && (
        <ul class="notice warn">
          {problems.map((problem) => (
            <li key={problem}>
              {problem} <Since iso={sinceOf(problem, incidents)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function PastLoad({ loading }: { loading: Health["past"]["loading"] }) {
  if (loading === null) return null;
  const { loaded, expected } = loading;
  return (
    <p class="notice calm">
      <strong>Past payments are being loaded</strong>: {count(loaded)}
      {expected === null ? " so far" : ` of ${count(expected)}`}. Those that are new here count in the figures, which
      can grow faster than people pay.{" "}
      {expected !== null && <progress aria-label="Past payments loaded" value={loaded} max={expected} />}
    </p>
  );
}

function Since({ iso }: { iso: string | null }) {
  if (iso === null) return null;
  return (
    <Time class="since" iso={iso}>
      Since {dayAndTimeOfDay(iso, now.peek(), zone.value)} ({zone}).
    </Time>
  );
}
