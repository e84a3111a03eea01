// The whole rules page: the order in which a payment is decided, all rules or the one that is edited, and what else people set.
import { Nav } from "../shared/Nav.tsx";
import { ReadOnly } from "../shared/ReadOnly.tsx";
import { Simulated } from "../shared/Simulated.tsx";
import { zone } from "../shared/zone.ts";
import { Editor } from "./Editor.tsx";
import { RuleList } from "./RuleList.tsx";
import { Settings } from "./Settings.tsx";
import {
  ALL_RULES,
  DONE,
  deleted,
  done,
  draft,
  opened,
  policy,
  problem,
  putBack,
  rules,
  SKIPPED_TO,
  sample,
} from "./state.ts";

export function Page() {
  const known = rules.value;
  const isKnown = known !== null && policy.value !== null;
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the rules
      </a>
      <header class="header">
        <Nav here="Rules" />
      </header>
      <main class="policy-page typed" aria-busy={!isKnown && problem.value === null}>
        <div class="policy-head">
          <h1 id={SKIPPED_TO} tabIndex={-1}>
            Rules
          </h1>
          <p class="aside">Times are in {zone.value}.</p>
        </div>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
            {known !== null && " What is shown below was known before."}
          </p>
        )}
        <p class={done.value === null ? "unseen" : "notice calm"} role="status" id={DONE} tabIndex={-1}>
          {done.value}
          {deleted.value !== null && <PutBack />}
        </p>
        <Simulated simulated={sample.value?.simulated ?? false} />
        <ReadOnly to="/rules" />
        <Order />
        {isKnown && opened.value !== null && <Opened key={opened.value} />}
        {isKnown && opened.value === null && (
          <>
            <RuleList rules={known.rules} />
            <Settings />
          </>
        )}
      </main>
    </>
  );
}

/** docs/rules.md has the same order as a table, and worker/decision/ruling.ts decides by it. */
function Order() {
  return (
    <p class="order">
      What comes first decides: the <a href="/lists#block">block list</a>, the <a href="/lists#allow">allow list</a>,
      the rules (a decline before a review before an approval), then the model with the thresholds, which are on{" "}
      <a href="/models">Models</a>.
    </p>
  );
}

function Opened() {
  const current = draft.value;
  if (current !== null) return <Editor draft={current} />;
  return (
    <p class="empty-line">
      There is no such rule; it may have been deleted. <a href={ALL_RULES}>All rules</a>
    </p>
  );
}

function PutBack() {
  const body = deleted.value;
  if (body === null) return null;
  return (
    <>
      {" "}
      <button type="button" class="link" onClick={() => void putBack(body)}>
        Put it back
      </button>
    </>
  );
}
