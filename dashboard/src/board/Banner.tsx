// What a reader needs to know before believing the page: simulated payments, an open door, problems in words. The words
// of problems are the Worker's (worker/health/problems.ts).
import { dayAndTimeOfDay } from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { sinceOf } from "../shared/verdicts.ts";
import { zone } from "../shared/zone.ts";
import { condition, now, status } from "./signals.ts";

export function Banner() {
  const health = status.value?.health;
  const { problems } = condition.value;
  return (
    <div class="notices">
      {health?.feed.simulated && (
        <p class="notice calm">
          <strong>Simulated payments.</strong> Cards and merchants are made up.
        </p>
      )}
      {health?.open && <p class="notice">This page is open to everyone who reaches it: no DASHBOARD_TOKEN is set.</p>}
      {health?.storage != null && health.storage.note !== null && <p class="notice calm">{health.storage.note}</p>}
      {problems.length > 0 && (
        <ul class="notice warn">
          {problems.map((problem) => (
            <li key={problem}>
              {problem} <Since iso={sinceOf(problem, health?.incidents ?? [])} />
            </li>
          ))}
        </ul>
      )}
    </div>
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
