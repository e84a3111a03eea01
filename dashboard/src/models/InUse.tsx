// Which model decides, which scores beside it, since when; and the buttons that change that.

import { useSignal } from "@preact/signals";
import type { ModelList } from "../../../worker/wire/models.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { dayAndTime } from "../shared/format.ts";
import { me } from "../shared/me.ts";
import { currency } from "../shared/money.ts";
import { Time } from "../shared/Time.tsx";
import { doerWords } from "../shared/verdicts.ts";
import { zone } from "../shared/zone.ts";
import { ChampionDialog } from "./ChampionDialog.tsx";
import { LinesInForce } from "./LinesInForce.tsx";
import { DONE, goBack, makeChallenger } from "./state.ts";
import { formerChampion, learnedWords, since } from "./words.ts";

export function InUse({ models }: { models: ModelList }) {
  const { policy } = models;
  const asked = useSignal<string | null>(null);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const mayChange = me.value?.mayChange === true;
  const former = formerChampion(models);

  async function press(pressed: () => ReturnType<typeof makeChallenger>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await pressed();
    if (!answer.ok) problem.value = answer.problem;
    else moveFocus(from, document.getElementById(DONE));
    busy.value = false;
  }

  return (
    <section class="in-use" aria-label="In use">
      <div class="in-use-model">
        <h2>Champion</h2>
        <p class="version">{policy.champion}</p>
        <p class="aside">
          Decides {sinceWords(models, "champion")}
          {policy.champion === models.shipped && " It is the model that is shipped."}
          {policy.champion === models.shipped && learnedWords(currency.value)}
        </p>
        <LinesInForce models={models} />
        {mayChange && former !== null && (
          <button
            type="button"
            aria-disabled={busy.value}
            onClick={() =>
              press(() =>
                goBack(former, { seen: policy.version, note: `Went back from ${policy.champion}`, override: false }),
              )
            }
          >
            Go back to {former.champion}
          </button>
        )}
      </div>
      <div class="in-use-model">
        <h2>Challenger</h2>
        {policy.challenger === null ? (
          <>
            <p class="version none">None</p>
            <p class="aside">
              A challenger scores each payment beside the champion and decides nothing. Make a model of the list below
              the challenger to see what it would change.
            </p>
          </>
        ) : (
          <>
            <p class="version">{policy.challenger}</p>
            <p class="aside">Scores beside the champion {sinceWords(models, "challenger")} It decides nothing.</p>
            {mayChange && (
              <div class="buttons">
                <button
                  type="button"
                  class="main"
                  onClick={() => {
                    asked.value = policy.challenger;
                  }}
                >
                  Make champion
                </button>
                <button
                  type="button"
                  aria-disabled={busy.value}
                  onClick={() => press(() => makeChallenger(null, { seen: policy.version, note: "", override: false }))}
                >
                  No challenger
                </button>
              </div>
            )}
          </>
        )}
      </div>
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
      {asked.value !== null && (
        <ChampionDialog
          version={asked.value}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </section>
  );
}

function sinceWords(models: ModelList, role: "champion" | "challenger") {
  const entry = since(models, role);
  if (entry === null) return "since the beginning.";
  return (
    <>
      since <Time iso={entry.at}>{dayAndTime(entry.at, zone.value)}</Time>, {doerWords(entry)}.
    </>
  );
}
