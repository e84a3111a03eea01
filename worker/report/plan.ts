// Which days are to be closed, which digests are owed, and when to look again. Pure: whatever calls it, however often
// or late, the same things are owed.
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import type { ClosedDay } from "../store/reports.ts";
import { type Day, dateAfter, dayAt, dayOf, momentOf } from "../zone.ts";

/** Where REPORT_HOUR is midnight, the last payments of the day are given so long to arrive. */
const SETTLE_MS = 10 * MINUTE_MS;
/** An outage longer than this leaves its first days without a digest: nobody reads eight. */
const DIGEST_DAYS = 7;
/** Days are closed so far back, when payments of the past were loaded. */
const CLOSE_DAYS = 31;

export interface PlanFacts {
  zone: string;
  /** 7.5 is half past seven. */
  reportHour: number;
  nowMs: number;
  /** Of the first payment; null before it. */
  beginning: { paidAt: number; storedAt: number } | null;
  /** Of any zone. */
  closed: readonly Pick<ClosedDay, "zone" | "date" | "closedAt">[];
  /** Notices in the outbox: `digest:ZONE:DATE`. */
  digests: readonly string[];
}

export interface PlannedDay extends Day {
  /** When its digest leaves, and it is closed. */
  dueAt: number;
  isClosed: boolean;
  digest:
    | "owed"
    /** Owed if anything was paid: Vigie began after its hour, and was given yesterday's payments. */
    | "owed_if_paid"
    | "none";
}

export interface Plan {
  /** The days that are due and not done, oldest first. */
  days: PlannedDay[];
  /** When the next day is due, epoch ms. */
  nextAt: number;
}

export function digestNotice(zone: string, date: string): string {
  return `digest:${zone}:${date}`;
}

export function planOf(facts: PlanFacts): Plan {
  const { zone, nowMs, beginning } = facts;
  const today = dayAt(zone, nowMs);
  const days: PlannedDay[] = [];
  let nextAt = dueAtOf(facts, today);
  // Not by id alone: a digest that was sent while REPORT_TIMEZONE was another is not sent again.
  const sent = new Set(facts.digests.map((notice) => notice.slice(notice.lastIndexOf(":") + 1)));
  const closed = new Map(facts.closed.flatMap((day) => (day.zone === zone ? [[day.date, day.closedAt] as const] : [])));

  for (let back = CLOSE_DAYS; back >= 1; back -= 1) {
    const date = dateAfter(today.date, -back);
    // First, since it is so of nearly all days, and spares the sums of the calendar.
    if (closed.has(date) && (sent.has(date) || back > DIGEST_DAYS)) continue;
    const day = dayOf(zone, date);
    if (day === null || beginning === null || day.to <= beginning.paidAt) continue;
    const dueAt = dueAtOf(facts, day);
    if (dueAt > nowMs) {
      nextAt = Math.min(nextAt, dueAt);
      continue;
    }
    const closedAt = closed.get(day.date);
    const isClosed = closedAt !== undefined;
    // Closed long ago without one: nobody was there to read it, and whoever came since wants no week at once.
    const isOld = isClosed && nowMs - closedAt > DAY_MS;
    const wanted = back <= DIGEST_DAYS && !isOld && !sent.has(day.date);
    const wasThere = beginning.storedAt < dueAt;
    const digest = !wanted ? "none" : wasThere ? "owed" : day.to === today.from ? "owed_if_paid" : "none";
    if (!isClosed || digest !== "none") days.push({ ...day, dueAt, isClosed, digest });
  }
  return { days, nextAt };
}

function dueAtOf({ zone, reportHour }: PlanFacts, day: Day): number {
  const { date } = dayAt(zone, day.to);
  return Math.max(momentOf(zone, date, reportHour), day.to + SETTLE_MS);
}
