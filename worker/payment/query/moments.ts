// When a range of days begins and ends, by the clocks of a zone. It stands apart from paid.ts, because the dashboard includes
// that one and needs no calendar.
import { dateAfter, dayOf, epochMsAt } from "../../zone.ts";
import type { PaidEnd, PaidRange } from "./paid.ts";

/** Epoch ms, [from, to). */
export function momentsOf({ from, to }: PaidRange, zone: string): { from: number | null; to: number | null } {
  return {
    from: from === null ? null : "at" in from ? from.at : beginOf(from.date, zone),
    to: to === null ? null : "at" in to ? to.at : beginOf(nextDate(to), zone),
  };
}

function nextDate({ date }: Extract<PaidEnd, { date: string }>): string {
  return date === "9999-12-31" ? date : dateAfter(date, 1);
}

/** A day that the zone skipped begins where the next one does. */
function beginOf(date: string, zone: string): number {
  return dayOf(zone, date)?.from ?? epochMsAt(zone, Date.parse(`${date}T00:00:00Z`));
}
