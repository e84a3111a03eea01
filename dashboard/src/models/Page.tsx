// The whole models page: what is in use, what another model would have decided, what may be changed.
import { Nav } from "../shared/Nav.tsx";
import { ReadOnly } from "../shared/ReadOnly.tsx";
import { Simulated } from "../shared/Simulated.tsx";
import { zone } from "../shared/zone.ts";
import { Backtest } from "./Backtest.tsx";
import { Comparison } from "./Comparison.tsx";
import { History } from "./History.tsx";
import { InUse } from "./InUse.tsx";
import { Registry } from "./Registry.tsx";
import { compared, DONE, done, models, problem, SKIPPED_TO } from "./state.ts";

export function Page() {
  const known = models.value;
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the models
      </a>
      <header class="header">
        <Nav here="Models" />
      </header>
      <main class="models" aria-busy={known === null && problem.value === null}>
        <div class="models-head">
          <h1 id={SKIPPED_TO} tabIndex={-1}>
            Models
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
        </p>
        <Simulated simulated={compared.value?.simulated ?? false} />
        <ReadOnly to="/models" />
        {known !== null && (
          <>
            <InUse models={known} />
            <Comparison models={known} />
            <Backtest models={known} />
            <Registry models={known} />
            <History models={known} />
          </>
        )}
      </main>
    </>
  );
}
