// What another model would have decided, beside what was decided.
import type { ComparisonAnswer } from "../../../worker/wire/comparison.ts";
import type { ModelList } from "../../../worker/wire/models.ts";
import { count, counted } from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { Flips } from "./Flips.tsx";
import { GateChecks } from "./GateChecks.tsx";
import { Groups } from "./Groups.tsx";
import { Sides } from "./Sides.tsx";
import { compared, problem, wanted } from "./state.ts";
import { dateAndTime } from "./words.ts";

export function Comparison({ models: { policy } }: { models: ModelList }) {
  const version = wanted.value ?? policy.challenger;
  const answer = compared.value;
  if (version === null || version === policy.champion) return null;
  return (
    <section class="compared" aria-labelledby="compared" aria-busy={answer === null && problem.value === null}>
      <h2 id="compared">What {version} would have decided otherwise</h2>
      {wanted.value !== null && wanted.value !== policy.challenger && (
        <p class="aside">
          It is not the challenger now. <a href="/models">Back to what is in use</a>
        </p>
      )}
      {answer !== null && <Compared answer={answer} />}
    </section>
  );
}

function Compared({ answer }: { answer: ComparisonAnswer }) {
  const { comparison, gate } = answer;
  const { champion, challenger, scored, payments, failed } = comparison;
  return (
    <>
      {scored === null ? (
        <p class="empty-line">
          It has scored no payment beside {champion} in the last 30 days, so there is nothing to compare yet. As the
          challenger it scores each payment from the next one on.
        </p>
      ) : (
        <>
          <p class="aside">
            {counted(payments, "payment")} that both scored, made{" "}
            {isOpen(scored) ? (
              <>
                since <Hour iso={scored.from} />.
              </>
            ) : (
              <>
                between <Hour iso={scored.from} /> and <Hour iso={scored.to} />.
              </>
            )}
            {failed > 0 && ` ${count(failed)} more it could not score, and they are in no other figure.`}
          </p>
          <Flips comparison={comparison} />
          <Sides comparison={comparison} />
          <Groups comparison={comparison} />
        </>
      )}
      <h3>May {challenger} decide?</h3>
      <p class="verdict-line">
        {gate.passes
          ? "The gate lets it through. A person makes it the champion."
          : "The gate holds it back. A person may override that, with a note."}
      </p>
      <GateChecks gate={gate} />
    </>
  );
}

/** Payments are still coming: whole hours end in the future, or ended just now. */
function isOpen({ to }: { to: string }): boolean {
  return Date.parse(to) > Date.now() - 60 * 60_000;
}

function Hour({ iso }: { iso: string }) {
  return <Time iso={iso}>{dateAndTime(iso, zone.value)}</Time>;
}
