// The whole audit page: what is looked for, and what was found, the newest first.
import { counted } from "../shared/format.ts";
import { Nav } from "../shared/Nav.tsx";
import { zone } from "../shared/zone.ts";
import { Entry } from "./Entry.tsx";
import { Filters } from "./Filters.tsx";
import { EVERYTHING } from "./filter.ts";
import { csvHref, entries, filter, loadOlder, narrow, next, problem, SKIPPED_TO, waiting } from "./state.ts";

export function Page() {
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the entries
      </a>
      <header class="header">
        <Nav here="Audit" />
      </header>
      <main class="audit">
        <div class="audit-head">
          <h1>Audit</h1>
          <p class="aside">Who changed what. It is kept for ever, and nobody can edit it. Times are in {zone.value}.</p>
        </div>
        <Filters />
        <p class="unseen" role="status">
          {entries.value === null ? "" : `${counted(entries.value.length, "entry", "entries")} shown`}
        </p>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
          </p>
        )}
        {waiting.value !== null && waiting.value > 0 && (
          <p class="notice calm">
            {counted(waiting.value, "newer entry waits", "newer entries wait")} for the store, and will be here once it
            answers.
          </p>
        )}
        <section aria-labelledby={SKIPPED_TO}>
          <div class="audit-bar">
            <h2 id={SKIPPED_TO} tabIndex={-1}>
              Entries <span class="aside">newest first</span>
            </h2>
            <a class="button" href={csvHref.value} download>
              All of these as CSV
            </a>
          </div>
          <List />
        </section>
      </main>
    </>
  );
}

function List() {
  const found = entries.value;
  if (found === null) return problem.value === null ? <p class="aside">Loading…</p> : null;
  if (found.length === 0) return <Emptiness />;
  return (
    <>
      <ol class="entries">
        {found.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {next.value !== null && (
        <button type="button" onClick={() => void loadOlder()}>
          Show older entries
        </button>
      )}
    </>
  );
}

function Emptiness() {
  const isAll = Object.entries(EVERYTHING).every(([name, value]) => Reflect.get(filter.value, name) === value);
  if (isAll) return <p class="aside">Nothing has been changed yet.</p>;
  return (
    <p class="aside">
      Nothing like that.{" "}
      <button type="button" class="link" onClick={() => narrow(EVERYTHING)}>
        Show everything
      </button>
    </p>
  );
}
