// What came after the day was closed. It stands beside the day's figures, which stay as they were.
import type { CorrectionsView } from "../../../worker/wire/report.ts";
import { count, counted, money, percent } from "../shared/format.ts";
import { paymentHref } from "../shared/route.ts";
import { EVERYTHING } from "../shared/view.ts";

const SAID = { fraud: "fraud", legitimate: "legitimate" } as const;

export function Corrections({ corrections }: { corrections: CorrectionsView }) {
  const { latePayments, lateAmount, changedLabels, changedVerdicts, totals } = corrections;
  return (
    <section class="corrections" aria-labelledby="corrections">
      <h2 id="corrections">Since the day was closed</h2>
      <ul>
        {latePayments > 0 && (
          <li>
            {counted(latePayments, "payment")} of {money(lateAmount)} in all came late.
          </li>
        )}
        {changedVerdicts.length > 0 && <li>{counted(changedVerdicts.length, "verdict")} changed.</li>}
        {changedLabels.length > 0 && <li>The feed changed its label of {counted(changedLabels.length, "payment")}.</li>}
        <li>
          Including these, the day has {counted(totals.payments, "payment")}, {money(totals.amount)};{" "}
          {count(totals.declines)} declined, {counted(totals.knownFrauds, "known fraud")}
          {totals.precision !== null && `, precision ${percent(totals.precision)}`}
          {totals.recall !== null && `, recall ${percent(totals.recall)}`}.
        </li>
      </ul>
      {changedVerdicts.length > 0 && (
        <details>
          <summary>The changed verdicts</summary>
          <ul>
            {changedVerdicts.map(({ id, amount, before, verdict }) => (
              <li key={id}>
                <a href={`/${paymentHref(id, EVERYTHING)}`}>{money(amount)}</a>:{" "}
                {before === null ? "not judged" : SAID[before]}, now {verdict === null ? "not judged" : SAID[verdict]}
              </li>
            ))}
          </ul>
        </details>
      )}
      {changedLabels.length > 0 && (
        <details>
          <summary>The changed labels</summary>
          <ul>
            {changedLabels.map(({ id, amount, before, label }) => (
              <li key={id}>
                <a href={`/${paymentHref(id, EVERYTHING)}`}>{money(amount)}</a>:{" "}
                {before === null ? "not known" : SAID[before]}, now {label === null ? "not known" : SAID[label]}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="aside">The figures below are final and leave these changes out.</p>
    </section>
  );
}
