// The days of a month, for the calendar on the page.

import type { Store } from "../store/store.ts";
import { QUARTER_MS } from "../store/tallies.ts";
import type { ReportDays } from "../wire/report.ts";
import { type Day, dateAfter, dayAt, dayOf } from "../zone.ts";

/** `month`: `YYYY-MM`; the current month when left out. */
export async function daysOf(
  store: Pick<Store, "beginning" | "totals">,
  zone: string,
  month: string | undefined,
  nowMs: number,
): Promise<ReportDays> {
  const today = dayAt(zone, nowMs).date;
  const days = daysIn(zone, month ?? today.slice(0, 7));
  const [from, to] = [days[0]?.from ?? 0, days.at(-1)?.to ?? 0];
  const [beginning, quarters] = await Promise.all([store.beginning(), store.totals(from, to, QUARTER_MS)]);
  return {
    month: month ?? today.slice(0, 7),
    zone,
    today,
    first: beginning === null ? null : dayAt(zone, beginning.paidAt).date,
    days: days.flatMap((day) => {
      const within = quarters.filter(({ start }) => start >= day.from && start < day.to);
      const sum = (key: "payments" | "declines" | "reviews") => within.reduce((all, each) => all + each[key], 0);
      const payments = sum("payments");
      return payments === 0 ? [] : [{ date: day.date, payments, declines: sum("declines"), reviews: sum("reviews") }];
    }),
  };
}

function daysIn(zone: string, month: string): Day[] {
  const days: Day[] = [];
  for (let date = `${month}-01`; date.startsWith(month); date = dateAfter(date, 1)) {
    const day = dayOf(zone, date);
    if (day !== null) days.push(day);
  }
  return days;
}
