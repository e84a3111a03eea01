// The figures of today.

import type { ComponentChildren } from "preact";
import type { Status, Totals } from "../../../worker/wire/board.ts";
import { calendarDay, count, counted, percent } from "../shared/format.ts";
import { roundMoney } from "../shared/money.ts";
import { qualityWords } from "../shared/verdicts.ts";
import { status } from "./signals.ts";

const NOTHING_YET = "–";

export function Figures() {
  const today = status.value?.today;
  const [precision, recall] = status.value === null ? [] : qualityWords(status.value.quality);
  return (
    <section class="figures" aria-labelledby="today">
      <div class="section-head">
        <h2 id="today">Today</h2>
        <p class="aside">{status.value === null ? " " : dayWords(status.value)}</p>
      </div>
      <dl>
        <Figure name="Payments" value={today && count(today.payments)}>
          {today && `${roundMoney(today.amount)} in all`}
        </Figure>
        <Figure
          name="Frauds declined"
          value={today && count(today.declines)}
          tone={today && today.declines > 0 ? "fraud" : ""}
        >
          {today && (
            <>
              and <span class={today.reviews > 0 ? "review-words" : ""}>{count(today.reviews)} to review</span>
            </>
          )}
        </Figure>
        <Figure name="Decline rate" value={today && rate(today)}>
          {today && "of all payments"}
        </Figure>
        <Figure name="Amount at risk" value={today && roundMoney(today.amountAtRisk)}>
          {today && "declined or to review"}
        </Figure>
        <Figure name="Precision" value={precision}>
          {recall}
        </Figure>
      </dl>
    </section>
  );
}

/** The figures count what was paid that day, also what was loaded afterwards: that part is named. */
function dayWords({ date, zone, health }: Status): string {
  const { ofToday } = health.past;
  const day = `${calendarDay(date)}, ${zone}`;
  return ofToday === 0 ? day : `${day}; ${counted(ofToday, "payment was", "payments were")} loaded as past`;
}

interface FigureProps {
  name: string;
  value: string | undefined;
  tone?: string | undefined;
  children: ComponentChildren;
}

function Figure({ name, value, tone = "", children }: FigureProps) {
  return (
    <div class={`figure ${tone}`}>
      <dt>{name}</dt>
      <dd class="value">{value ?? NOTHING_YET}</dd>
      <dd class="beside">{children ?? " "}</dd>
    </div>
  );
}

function rate(today: Totals): string {
  return today.payments === 0 ? NOTHING_YET : percent(today.declines / today.payments);
}
