// Which model decides, which scores beside it, since when; and the buttons that change that.
import { useSignal } from "@preact/signals";
import { dayAndTime } from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import type { ModelsAnswer } from "./ask.ts";
import { ChampionDialog } from "./ChampionDialog.tsx";
import { makeChallenger, makeChampion, me } from "./state.ts";
import { formerChampion, since, speakerOf } from "./words.ts";

export function InUse({ models }: { models: ModelsAnswer }) {
  const { policy } = models;
  const asking = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const mayChange = me.value?.mayChange === true;
  const former = formerChampion(models);

  async function press(pressed: () => ReturnType<typeof makeChampion>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const answer = await pressed();
    if (!answer.ok) problem.value = answer.problem;
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
        </p>
        {mayChange && former !== null && (
          <button
            type="button"
            aria-disabled={busy.value}
            onClick={() =>
              press(() =>
                makeChampion(former, {
                  seen: policy.version,
                  note: `Went back from ${policy.champion}`,
                  override: false,
                }),
              )
            }
          >
            Go back to {former}
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
                    asking.value = true;
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
        <p class="notice warn" role="alert">
          {problem.value}
        </p>
      )}
      {asking.value && policy.challenger !== null && (
        <ChampionDialog
          version={policy.challenger}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </section>
  );
}

function sinceWords(models: ModelsAnswer, role: "champion" | "challenger") {
  const entry = since(models, role);
  if (entry === null) return "since the beginning.";
  return (
    <>
      since <Time iso={entry.at}>{dayAndTime(entry.at, zone.value)}</Time>, {speakerOf(entry)}.
    </>
  );
}
