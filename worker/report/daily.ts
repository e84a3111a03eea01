// A day's report on request: made now, or read from the closed days.
import type { ArchivedDay } from "../store/archive.ts";
import type { Store } from "../store/store.ts";
import type { CorrectionsView, DailyReport, Report } from "../wire/report.ts";
import { type Day, dayAt, dayOf } from "../zone.ts";
import { correctionsOf } from "./corrections.ts";
import { keptCorrectionsIn, keptReport } from "./keptReport.ts";
import { reportOf } from "./report.ts";

/** Longest list of largest frauds, top cards or top reasons in a report. */
const MOST = 10;
const LATE_SHOWN = 100;

export interface ReportSettings {
  reportZone: string;
  currency: string;
  silenceMs: number;
}

export type ReportStores = Pick<
  Store,
  | "archivedDay"
  | "archivedWithin"
  | "beginning"
  | "closedDay"
  | "facts"
  | "incidents"
  | "latePayments"
  | "totals"
  | "labelsSince"
  | "verdictsSince"
>;

export type Asked =
  | {
      status: "found";
      day: Day;
      report: Omit<DailyReport, "simulated">;
      closedAt: number | null;
      /** The archived day, when its payments are in the archive and may have left the store; otherwise null. */
      archived: ArchivedDay | null;
    }
  /** `wrong`: no date. `none`: a date without a report. The problem is in words for the caller. */
  | { status: "wrong" | "none"; problem: string };

/** Without a date: the report of today, so far. */
export async function reportOfDate(
  store: ReportStores,
  settings: ReportSettings,
  date: string | undefined,
  nowMs: number,
): Promise<Asked> {
  const zone = settings.reportZone;
  const today = dayAt(zone, nowMs);
  const day = date === undefined ? today : dayOf(zone, date);
  if (day === null) {
    return dayOf("UTC", date ?? "") === null
      ? { status: "wrong", problem: "must be a date such as 2026-11-20" }
      : { status: "none", problem: `the clocks of ${zone} went past ${date} altogether` };
  }
  if (day.from > nowMs) return { status: "none", problem: `${day.date} has not begun in ${zone}` };

  const [closed, archived, beginning] = await Promise.all([
    store.closedDay(zone, day.date),
    store.archivedDay(zone, day.date),
    store.beginning(),
  ]);
  if (closed !== null) {
    const report = keptReport(closed.report);
    const { closedAt } = closed;
    const hasSettled = archived !== null && archived.settledAt !== null;
    const corrections = hasSettled
      ? keptCorrections(archived)
      : await correctionsSince(store, settings.silenceMs, day, report, closedAt);
    const found = { ...report, state: "closed" as const, corrections };
    return { status: "found", day, report: found, closedAt, archived: hasSettled ? archived : null };
  }
  if (day.date !== today.date && (beginning === null || day.to <= beginning.paidAt)) {
    const first = beginning === null ? null : dayAt(zone, beginning.paidAt).date;
    return { status: "none", problem: first === null ? "no payment has come in yet" : `the first day is ${first}` };
  }
  const elsewhere = (await store.archivedWithin(day.from, day.to)).find(({ settledAt }) => settledAt !== null);
  if (elsewhere !== undefined) {
    // REPORT_TIMEZONE has changed since, and the payments left by days of the former zone: no whole report of this day
    // can be made.
    return { status: "none", problem: `the payments of ${day.date} are in the archive, by days of ${elsewhere.zone}` };
  }
  const report = await reportNow(store, settings, day, nowMs);
  const state = nowMs < day.to ? "running" : "over";
  return { status: "found", day, report: { ...report, state, corrections: null }, closedAt: null, archived: null };
}

/** The day's report as known now. */
export async function reportNow(
  store: Pick<ReportStores, "facts" | "incidents">,
  { reportZone, currency, silenceMs }: ReportSettings,
  day: Day,
  nowMs: number,
): Promise<Report> {
  const [facts, incidents] = await Promise.all([
    store.facts(day.from, day.to, { silenceMs, most: MOST }),
    store.incidents(day.from, day.to),
  ]);
  return reportOf({ zone: reportZone, currency }, day, { facts, incidents, silenceMs }, nowMs);
}

/** The corrections as they were when the day left the store: nothing of it has changed since. */
function keptCorrections({ corrections }: ArchivedDay): CorrectionsView | null {
  return corrections === null ? null : keptCorrectionsIn(corrections);
}

/** What came since the day was closed. Only right while its payments are in the store. */
export async function correctionsSince(
  store: Pick<ReportStores, "facts" | "labelsSince" | "latePayments" | "totals" | "verdictsSince">,
  silenceMs: number,
  { from, to }: Pick<Day, "from" | "to">,
  report: Report,
  closedAt: number,
): Promise<CorrectionsView | null> {
  const [verdicts, labels, now] = await Promise.all([
    store.verdictsSince(from, to, closedAt),
    store.labelsSince(from, to, closedAt),
    store.totals(from, to, to - from),
  ]);
  // Late payments are searched for only when the day has another number of payments than its report.
  const isLate = (now[0]?.payments ?? 0) !== report.totals.payments;
  if (!isLate && verdicts.length === 0 && labels.length === 0) return null;
  const [late, { tallies }] = await Promise.all([
    isLate ? store.latePayments(from, to, closedAt, LATE_SHOWN) : { payments: 0, amountCents: 0, newest: [] },
    store.facts(from, to, { silenceMs, most: 0 }),
  ]);
  return correctionsOf(late, verdicts, labels, tallies, report.currency);
}
