// What was live when, and who made it so.

import type { ModelList } from "../../../worker/wire/models.ts";
import { dayAndTime } from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { doerWords } from "../shared/verdicts.ts";
import { zone } from "../shared/zone.ts";
import { changeWords } from "./words.ts";

export function History({ models: { history, shipped } }: { models: ModelList }) {
  const beginning = { champion: shipped, challenger: null };
  return (
    <section class="history" aria-labelledby="history">
      <h2 id="history">What was live when</h2>
      {history.length === 0 ? (
        <p class="empty-line">Nothing has been changed: the shipped model decides since the beginning.</p>
      ) : (
        <ol>
          {history.map((entry, at) => (
            <li key={entry.version}>
              <Time iso={entry.at} class="aside">
                {dayAndTime(entry.at, zone.value)}
              </Time>
              <span>
                {changeWords(entry, history[at + 1] ?? beginning)}, <bdi>{doerWords(entry)}</bdi>
                {entry.note !== null && (
                  <>
                    {": "}
                    <q>{entry.note}</q>
                  </>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
