// Which days are to be closed, which digests are owed, and when to look again. Pure: the same things are owed, however
// often or late it is called.
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import type { ClosedDay } from "../store/reports.ts";
import { type Day, dateAfter, dayAt, dayOf, momentOf } from "../zone.ts";

/** When REPORT_HOUR is midnight, the last payments of the day get this long to arrive. */
const SETTLE_MS = 10 * MINUTE_MS;
/** After an outage longer than this, the first days get no digest: nobody reads eight at once. */
const DIGEST_DAYS = 7;
/** Days are closed this far back, since payments of the past may have been loaded. */
const CLOSE_DAYS = 31;

/** While payments of a past day are still being loaded, its digest waits until none has come for this long … */
export const QUIET_MS = 10 * MINUTE_MS;
/** … but no longer than this. */
export const PATIENCE_MS = 60 * MINUTE_MS;

export interface PlanFacts {
  zone: string;
  /** 7.5 means half past seven. */
  reportHour: number;
  nowMs: number;
  /** Times of the first payment and of the first storing; null before the first. */
  beginning: { paidAt: number; storedAt: number } | null;
  /** Closed days of any zone. */
  closed: readonly Pick<ClosedDay, "zone" | "date" | "closedAt">[];
  /** Notices in the outbox: `digest:ZONE:DATE`. */
  digests: readonly string[];
}

export interface PlannedDay extends Day {
  /** Epoch ms at which its digest leaves and the day is closed. */
  dueAt: number;
  isClosed: boolean;
  digest:
    | "owed"
    /** Owed if anything was paid: Vigie began after the digest's hour, and was given yesterday's payments. */
    | "owed_if_paid"
    | "none";
}

export interface Plan {
  /** The days that are due and not done, oldest first. */
  days: PlannedDay[];
  /** Epoch ms at which the next day is due. */
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
  // Compared by date alone: a digest that was sent under another REPORT_TIMEZONE is not sent again.
  const sent = new Set(facts.digests.map((notice) => notice.slice(notice.lastIndexOf(":") + 1)));
  const closed = new Map(facts.closed.flatMap((day) => (day.zone === zone ? [[day.date, day.closedAt] as const] : [])));

  for (let back = CLOSE_DAYS; back >= 1; back -= 1) {
    const date = dateAfter(today.date, -back);
    // This check comes first because nearly every day ends here, which saves computing calendar days.
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
    // The day was closed long ago without a digest because nobody was configured to read one. A new reader does not
    // want a whole week at once.
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
