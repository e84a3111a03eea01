// What came after the day was closed. It stands beside the day's figures, which stay as they were.

import type { CorrectionsView } from "../../../worker/wire/report.ts";
import { count, counted, percent } from "../shared/format.ts";
import { money, paidMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { EVERYTHING } from "../shared/view.ts";

const SAID = { fraud: "fraud", legitimate: "legitimate" } as const;

export function Corrections({ corrections, currency }: { corrections: CorrectionsView; currency: string }) {
  const { latePayments, lateAmount, changedLabels, changedVerdicts, totals } = corrections;
  return (
    <section class="corrections" aria-labelledby="corrections">
      <h2 id="corrections">Since the day was closed</h2>
      <ul>
        {latePayments > 0 && (
          <li>
            {counted(latePayments, "payment")} of {money(lateAmount, currency)} in all came late.
          </li>
        )}
        {changedVerdicts.length > 0 && <li>{counted(changedVerdicts.length, "verdict")} changed.</li>}
        {changedLabels.length > 0 && <li>The feed changed its label of {counted(changedLabels.length, "payment")}.</li>}
        <li>
          Including these, the day has {counted(totals.payments, "payment")}, {money(totals.amount, currency)};{" "}
          {count(totals.declines)} declined, {counted(totals.knownFrauds, "known fraud")}
          {totals.precision !== null && `, precision ${percent(totals.precision)}`}
          {totals.recall !== null && `, recall ${percent(totals.recall)}`}.
        </li>
      </ul>
      {changedVerdicts.length > 0 && (
        <details>
          <summary>The changed verdicts</summary>
          <ul>
            {changedVerdicts.map(({ id, before, verdict, ...paid }) => (
              <li key={id}>
                <a href={`/${paymentHref(id, EVERYTHING)}`}>{paidMoney(paid)}</a>:{" "}
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
            {changedLabels.map(({ id, before, label, ...paid }) => (
              <li key={id}>
                <a href={`/${paymentHref(id, EVERYTHING)}`}>{paidMoney(paid)}</a>:{" "}
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
