// The whole sources page: where payments come from, how each source's events are read, what currencies are worth, which category
// stands for which, and which columns of one's own payments have.
import { Nav } from "../shared/Nav.tsx";
import { ReadOnly } from "../shared/ReadOnly.tsx";
import { zone } from "../shared/zone.ts";
import { Categories } from "./Categories.tsx";
import { Columns } from "./Columns.tsx";
import { Editor } from "./Editor.tsx";
import { Money } from "./Money.tsx";
import { OtherWays } from "./OtherWays.tsx";
import { SourceList } from "./SourceList.tsx";
import { ALL_SOURCES, draft, opened, sources } from "./sourceState.ts";
import { DONE, done, policy, problem, SKIPPED_TO } from "./state.ts";

export function Page() {
  const known = sources.value;
  const isKnown = known !== null && policy.value !== null;
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the sources
      </a>
      <header class="header">
        <Nav here="Sources" />
      </header>
      <main class="policy-page typed" aria-busy={!isKnown && problem.value === null}>
        <div class="policy-head">
          <h1 id={SKIPPED_TO} tabIndex={-1}>
            Sources
          </h1>
          <p class="aside">Times are in {zone.value}.</p>
        </div>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
            {isKnown && " What is shown below was known before."}
          </p>
        )}
        <p class={done.value === null ? "unseen" : "notice calm"} role="status" id={DONE} tabIndex={-1}>
          {done.value}
        </p>
        <ReadOnly to="/sources" />
        {isKnown && opened.value !== null && <Opened key={opened.value} />}
        {isKnown && opened.value === null && (
          <>
            <SourceList sources={known.sources} />
            <OtherWays />
            <Money />
            <Categories />
            <Columns />
          </>
        )}
      </main>
    </>
  );
}

function Opened() {
  const current = draft.value;
  if (current !== null) return <Editor draft={current} />;
  return (
    <p class="empty-line">
      There is no such source; it may have been removed. <a href={ALL_SOURCES}>All sources</a>
    </p>
  );
}
