// The report of one day, in the order of reading: what happened, how sure it is, when, where, which payments.

import type { DailyReport } from "../../../worker/wire/report.ts";
import { count, counted, percent } from "../shared/format.ts";
import { Card } from "../shared/Marks.tsx";
import { roundMoney } from "../shared/money.ts";
import { Bars } from "./Bars.tsx";
import { Corrections } from "./Corrections.tsx";
import { halfOf } from "./dates.ts";
import { Flagged } from "./Flagged.tsx";
import { Pipeline } from "./Pipeline.tsx";
import { barsByCategory, barsByHour, barsByReason, cardRows, listHref } from "./rows.ts";
import { days } from "./state.ts";
import { lengthInWords, stateInWords, waitingInWords } from "./words.ts";

export function Day({ report }: { report: DailyReport }) {
  return (
    <>
      <p class="state">
        {report.state !== "closed" && <span class={`state-tag ${report.state}`}>{STATES[report.state]}</span>}{" "}
        {stateInWords(report)} {waitingInWords(report)}
      </p>
      <Downloads report={report} />
      {report.corrections !== null && <Corrections corrections={report.corrections} currency={report.currency} />}
      <Totals report={report} />
      {report.totals.payments > 0 && (
        <div class="pair">
          <div class="stack">
            <Bars
              title="By hour"
              unit="Hour"
              rows={barsByHour(report)}
              note={`Times in ${report.zone}. ${lengthInWords(report)}`.trim()}
            />
            {report.topCards.length > 0 && <Cards report={report} />}
          </div>
          <div class="stack">
            <Bars title="By category" unit="Category" rows={barsByCategory(report, days.value?.zone ?? null)} note="" />
            {report.topReasons.length > 0 && (
              <Bars
                title="Why payments were flagged"
                unit="Reason"
                rows={barsByReason(report)}
                note="The bar is a reason’s share of all that spoke for fraud."
              />
            )}
          </div>
        </div>
      )}
      <Pipeline report={report} />
      <Flagged report={report} />
    </>
  );
}

const STATES = { running: "So far", over: "Over, not closed" } as const;

function Downloads({ report: { date } }: { report: DailyReport }) {
  return (
    <div class="downloads">
      <a class="button" href={`/api/reports/daily.csv?date=${date}`} download>
        All payments as CSV
      </a>
      <a class="button" href={`/api/reports/half-year/csv?half=${halfOf(date)}`} download>
        Frauds of {halfOf(date)} as CSV
      </a>
      <a class="button" href={`/api/reports/daily?date=${date}`} download={`report-${date}.json`}>
        Report as JSON
      </a>
      <button type="button" onClick={() => print()}>
        Print
      </button>
    </div>
  );
}

function Totals({ report: { totals, currency } }: { report: DailyReport }) {
  const figures = [
    { name: "Payments", value: count(totals.payments), beside: `${roundMoney(totals.amount, currency)} in all` },
    {
      name: "Frauds declined",
      value: count(totals.declines),
      beside: `${roundMoney(totals.declinedAmount, currency)}; and ${count(totals.reviews)} to review`,
      tone: totals.declines > 0 ? "fraud" : "",
    },
    { name: "Decline rate", value: share(totals.fraudRate), beside: "of all payments" },
    { name: "Amount at risk", value: roundMoney(totals.amountAtRisk, currency), beside: "declined or to review" },
    {
      name: "Known frauds",
      value: count(totals.knownFrauds),
      beside:
        totals.knownFrauds === 0
          ? `${counted(totals.unknown, "payment")} without verdict or label`
          : `${count(totals.missedFrauds)} missed, ${roundMoney(totals.missedAmount, currency)}`,
    },
    { name: "Precision so far", value: share(totals.precision), beside: "of what was declined was fraud" },
    { name: "Recall so far", value: share(totals.recall), beside: "of known frauds were declined" },
    {
      name: "Recall with reviews",
      value: share(totals.flaggedRecall),
      beside: `of known frauds were flagged; ${share(totals.flaggedPrecision)} of the flags were right`,
    },
  ];
  return (
    <section class="figures" aria-label="The day in figures">
      <dl>
        {figures.map(({ name, value, beside, tone = "" }) => (
          <div key={name} class={`figure ${tone}`}>
            <dt>{name}</dt>
            <dd class="value">{value}</dd>
            <dd class="beside">{beside}</dd>
          </div>
        ))}
      </dl>
      <p class="aside">What a payment was is known by a person’s verdict or, without one, by the feed’s label.</p>
    </section>
  );
}

function Cards({ report }: { report: DailyReport }) {
  return (
    <section aria-labelledby="cards">
      <h2 id="cards">Cards with the most at risk</h2>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Card</th>
            <th scope="col">Declined</th>
            <th scope="col">To review</th>
            <th scope="col">At risk</th>
          </tr>
        </thead>
        <tbody>
          {cardRows(report).map(({ id, last4, declines, reviews, amount }) => (
            <tr key={id}>
              <th scope="row">
                <a href={listHref({ outcome: "flagged", card: id })}>
                  {last4 === "" ? (
                    <Card last4="" id={id} />
                  ) : (
                    <>
                      <span aria-hidden="true">••••</span>
                      <span class="unseen">Card ending in</span> {last4}
                    </>
                  )}
                </a>
              </th>
              <td>{declines}</td>
              <td>{reviews}</td>
              <td>{amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function share(value: number | null): string {
  return value === null ? "–" : percent(value);
}
