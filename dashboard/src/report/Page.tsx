// The whole report page: the calendar beside the day.

import { calendarDay } from "../shared/format.ts";
import { Nav } from "../shared/Nav.tsx";
import { Simulated } from "../shared/Simulated.tsx";
import { Calendar } from "./Calendar.tsx";
import { Day } from "./Day.tsx";
import { isDate } from "./dates.ts";
import { date, problem, report, SKIPPED_TO } from "./state.ts";

export function Page() {
  const shown = report.value;
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the report
      </a>
      <header class="header">
        <Nav here="Report" />
      </header>
      <main class="report">
        <Calendar />
        <article class="day" aria-busy={shown === null && problem.value === null}>
          <h1 id={SKIPPED_TO} tabIndex={-1}>
            {date.value !== null && isDate(date.value) ? calendarDay(date.value) : "Report"}
          </h1>
          {problem.value !== null && (
            <p class="notice warn" role="alert">
              {problem.value}
            </p>
          )}
          <Simulated simulated={shown?.simulated ?? false} />
          {shown !== null && shown.date === date.value && <Day report={shown} />}
        </article>
      </main>
    </>
  );
}
