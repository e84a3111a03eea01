// The calendar that leads through the days: a link for each that has a report, and arrow keys between them.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { calendarDay, count, counted, WEEKDAYS } from "../shared/format.ts";
import { dateByKey, daysAfter, monthOf, monthsAfter, weeksOf, within } from "./dates.ts";
import { date, dayHref, days, month } from "./state.ts";

/** A phone shows the day first. The calendar opens on demand. */
const isWide = matchMedia("(min-width: 64rem)").matches;

export function Calendar() {
  const table = useRef<HTMLTableElement>(null);
  /** The date to which the arrow keys have led. Its link takes the focus once its month is drawn. */
  const led = useSignal<string | null>(null);
  const { today, first } = days.value ?? { today: "", first: null };
  const shown = month.value ?? monthOf(today);

  const linkOf = (day: string) => table.current?.querySelector<HTMLElement>(`a[href="${dayHref(day)}"]`) ?? null;

  useEffect(() => {
    const link = led.value === null ? null : linkOf(led.value);
    if (link === null) return;
    link.focus();
    led.value = null;
  });

  if (days.value === null || shown === "") return <aside class="calendar" />;
  const oldest = first ?? today;
  const byDate = new Map(days.value.days.map((day) => [day.date, day]));
  const entry = within(date.value ?? today, oldest, today);

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = dateByKey(event.key, event.target.hash.slice(1));
    if (to === null) return;
    event.preventDefault();
    const day = within(to, oldest, today);
    const link = linkOf(day);
    if (link === null) {
      led.value = day;
      month.value = monthOf(day);
    } else link.focus();
  }

  return (
    <aside class="calendar" aria-label="Days">
      <nav class="steps" aria-label="The day before and after">
        <DayStep to={daysAfter(entry, -1)} oldest={oldest} today={today}>
          ‹ Day before
        </DayStep>
        <DayStep to={daysAfter(entry, 1)} oldest={oldest} today={today}>
          Day after ›
        </DayStep>
      </nav>
      <details open={isWide}>
        <summary>Calendar</summary>
        <div class="calendar-head">
          <Step
            name="The month before"
            sign="‹"
            to={monthsAfter(`${shown}-01`, -1)}
            from={monthOf(oldest)}
            until="9999"
          />
          <h2 aria-live="polite">{monthInWords(shown)}</h2>
          <Step name="The month after" sign="›" to={monthsAfter(`${shown}-01`, 1)} from="0000" until={monthOf(today)} />
        </div>
        <table ref={table} onKeyDown={onKeyDown}>
          <thead>
            <tr>
              {WEEKDAYS.map((name) => (
                <th key={name} scope="col">
                  <abbr title={name}>{name.slice(0, 2)}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeksOf(shown).map((week) => (
              <tr key={week.find((day) => day !== null)}>
                {week.map((day, at) => (
                  <td key={WEEKDAYS[at]}>
                    {day !== null && (day < oldest || day > today) && (
                      <span class="no-day">{Number(day.slice(8))}</span>
                    )}
                    {day !== null && day >= oldest && day <= today && (
                      <a
                        href={dayHref(day)}
                        tabIndex={day === entry || (monthOf(entry) !== shown && day.endsWith("-01")) ? 0 : -1}
                        aria-current={day === date.value ? "date" : undefined}
                        aria-label={dayInWords(day, byDate.get(day))}
                        class={day === today ? "today" : ""}
                      >
                        {Number(day.slice(8))}
                        <span class={`mark ${(byDate.get(day)?.declines ?? 0) > 0 ? "fraud" : ""}`} />
                      </a>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <p class="aside">
          <span class="mark fraud" /> days with frauds
        </p>
      </details>
    </aside>
  );
}

function Step({
  name,
  sign,
  to,
  from,
  until,
}: {
  name: string;
  sign: string;
  to: string;
  from: string;
  until: string;
}) {
  const target = monthOf(to);
  return (
    <button
      type="button"
      aria-label={name}
      disabled={target < from || target > until}
      onClick={() => {
        month.value = target;
      }}
    >
      {sign}
    </button>
  );
}

interface DayStepProps {
  to: string;
  oldest: string;
  today: string;
  children: string;
}

function DayStep({ to, oldest, today, children }: DayStepProps) {
  return to < oldest || to > today ? <span class="no-day">{children}</span> : <a href={dayHref(to)}>{children}</a>;
}

function dayInWords(day: string, sums: { payments: number; declines: number } | undefined): string {
  if (sums === undefined) return `${calendarDay(day)}: no payments`;
  return `${calendarDay(day)}: ${counted(sums.payments, "payment")}, ${count(sums.declines)} declined`;
}

function monthInWords(name: string): string {
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${name}-15T12:00:00Z`),
  );
}
