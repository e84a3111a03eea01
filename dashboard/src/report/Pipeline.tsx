// How well the pipeline itself did that day: models, refused rows, gaps without payments, incidents.
import type { DailyReport } from "../../../worker/wire/report.ts";
import { count, counted, percent } from "../shared/format.ts";
import { incidentKind, refusalKind, spanInWords } from "./words.ts";

export function Pipeline({ report }: { report: DailyReport }) {
  const { models, rejects, silences, incidents, zone, date } = report;
  return (
    <section class="pipeline" aria-labelledby="pipeline">
      <h2 id="pipeline">How the detector did</h2>
      <dl>
        <dt>{models.length > 1 ? "Models" : "Model"}</dt>
        {models.map(({ model, payments, precision, recall }) => (
          <dd key={model}>
            <code>{model}</code> scored {counted(payments, "payment")}
            {precision !== null && `, precision ${percent(precision)}`}
            {recall !== null && `, recall ${percent(recall)}`}
          </dd>
        ))}
        {models.length === 0 && <dd>none scored</dd>}
        <dt>Refused rows</dt>
        <dd>
          {rejects.rows === 0
            ? "none"
            : `${count(rejects.rows)}: ${rejects.byCode.map(({ code, rows }) => `${count(rows)} ${refusalKind(code)}`).join(", ")}`}
        </dd>
        <dt>Gaps without payments</dt>
        {silences.length === 0 && <dd>none</dd>}
        {silences.map(({ from, to }) => (
          <dd key={from}>from {spanInWords(from, to, zone, date)}</dd>
        ))}
        <dt>Incidents</dt>
        {incidents.length === 0 && <dd>none</dd>}
        {incidents.map(({ kind, from, to, detail }) => (
          <dd key={`${kind} ${from}`}>
            <strong>{incidentKind(kind)}</strong>, from {spanInWords(from, to, zone, date)}: <bdi>{detail}</bdi>
          </dd>
        ))}
      </dl>
    </section>
  );
}
