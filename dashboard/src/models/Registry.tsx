// The models that are here, and the way in for another one.
import { useSignal } from "@preact/signals";
import type { ModelList, RegisteredModelView } from "../../../worker/wire/models.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { dayIn } from "../shared/format.ts";
import { me } from "../shared/me.ts";
import { Time } from "../shared/Time.tsx";
import { doerWords } from "../shared/verdicts.ts";
import { zone } from "../shared/zone.ts";
import { ChampionDialog } from "./ChampionDialog.tsx";
import { comparedHref, DONE, makeChallenger, register } from "./state.ts";
import { figureWords, STATE_WORDS } from "./words.ts";

export function Registry({ models }: { models: ModelList }) {
  const asked = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);

  async function challenge(version: string): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const change = { seen: models.policy.version, note: "", override: false };
    const answer = await makeChallenger(version, change);
    if (!answer.ok) problem.value = answer.problem;
    else moveFocus(from, document.getElementById(DONE));
    busy.value = false;
  }

  return (
    <section class="registry" aria-labelledby="registry">
      <h2 id="registry">All models</h2>
      <ul>
        {models.models.map((model) => (
          <Model
            key={model.version}
            model={model}
            models={models}
            isBusy={busy.value}
            onChallenge={() => void challenge(model.version)}
            onChampion={() => {
              asked.value = model.version;
            }}
          />
        ))}
      </ul>
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
      {me.value?.mayChange === true && <Upload />}
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

interface ModelProps {
  model: RegisteredModelView;
  models: ModelList;
  isBusy: boolean;
  onChallenge: () => void;
  onChampion: () => void;
}

function Model({ model, models, isBusy, onChallenge, onChampion }: ModelProps) {
  const { version, state, isShipped, addedAt, proof, note } = model;
  const { champion } = models.policy;
  const figures = figureWords(proof?.figures);
  return (
    <li class="model">
      <span class="version">{version}</span>
      <span class={`state-tag ${state}`}>{STATE_WORDS[state]}</span>
      <span class="aside">
        <Added model={model} />
        {isShipped && addedAt !== null && ", shipped with this Vigie"}
        {proof !== null && `, ${proof.golden} golden vectors and ${proof.rows.toLocaleString("en-US")} rows proved`}
        {note !== null && addedAt !== null && (
          <>
            {". "}
            <q>{note}</q>
          </>
        )}
        {figures !== null && <span class="figures">{figures}</span>}
      </span>
      {version !== champion && (
        <span class="buttons">
          <a class="button" href={comparedHref(version)}>
            Compare<span class="unseen"> {version}</span>
          </a>
          {me.value?.mayChange === true && (
            <>
              {state !== "challenger" && (
                <button type="button" aria-disabled={isBusy} onClick={onChallenge}>
                  Make challenger<span class="unseen"> {version}</span>
                </button>
              )}
              {state !== "challenger" && (
                <button type="button" onClick={onChampion}>
                  Make champion<span class="unseen"> {version}</span>
                </button>
              )}
            </>
          )}
        </span>
      )}
    </li>
  );
}

function Added({ model: { addedAt, by, via } }: { model: RegisteredModelView }) {
  if (addedAt === null) return "shipped with this Vigie";
  return (
    <>
      added <Time iso={addedAt}>{dayIn(addedAt, zone.value)}</Time> <bdi>{doerWords({ by, via })}</bdi>
    </>
  );
}

function Upload() {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  return (
    <div class="upload">
      <label for="bundle">
        Register a bundle (<code>bundle.zip</code> of <code>npm run model:train</code>). It is proved first, and decides
        nothing.
      </label>
      <input
        id="bundle"
        type="file"
        accept=".zip,application/zip"
        aria-disabled={busy.value}
        onClick={(event) => {
          if (busy.value) event.preventDefault();
        }}
        onChange={async ({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file === undefined || busy.value) return;
          busy.value = true;
          problem.value = null;
          const answer = await register(file);
          if (!answer.ok) problem.value = answer.problem;
          else moveFocus(currentTarget, document.getElementById(DONE));
          busy.value = false;
          currentTarget.value = "";
        }}
      />
      {busy.value && <p role="status">It is being proved…</p>}
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
    </div>
  );
}
