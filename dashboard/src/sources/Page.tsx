// The whole sources page: where payments come from, how each source's events are read, what currencies are worth, and which category
// stands for which.
import { Nav } from "../shared/Nav.tsx";
import { ReadOnly } from "../shared/ReadOnly.tsx";
import { zone } from "../shared/zone.ts";
import { DONE, done, policy, problem, SKIPPED_TO } from "./state.ts";

export function Page() {
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the sources
      </a>
      <header class="header">
        <Nav here="Sources" />
      </header>
      <main class="policy-page typed" aria-busy={policy.value === null && problem.value === null}>
        <div class="policy-head">
          <h1 id={SKIPPED_TO} tabIndex={-1}>
            Sources
          </h1>
          <p class="aside">Times are in {zone.value}.</p>
        </div>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
            {policy.value !== null && " What is shown below was known before."}
          </p>
        )}
        <p class={done.value === null ? "unseen" : "notice calm"} role="status" id={DONE} tabIndex={-1}>
          {done.value}
        </p>
        <ReadOnly to="/sources" />
        <section aria-labelledby="ways">
          <div class="section-head">
            <h2 id="ways">Rows of your own</h2>
          </div>
          <p class="aside">
            Whatever you run yourself sends its payments to <code>POST {location.origin}/api/payments</code>, one row or
            a list of rows, signed with <code>INGEST_SECRET</code>.
          </p>
        </section>
      </main>
    </>
  );
}
