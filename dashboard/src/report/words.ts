// Sentences of the report page. Pure.
import type { DailyReport } from "../../../worker/wire/report.ts";
import { calendarDay, timeOfDay } from "../shared/format.ts";

/** What may still change, and whose midnight counts. */
export function stateInWords({ state, asOf, zone, date, to }: DailyReport): string {
  const where = `From midnight to midnight in ${zone}.`;
  const at = timeOfDay(asOf, zone);
  if (state === "running") return `The day is not over: this is what was known at ${at}. ${where}`;
  if (state === "over") return `Payments of this day may still come in: this is what was known at ${at}. ${where}`;
  const next = dateIn(zone, to);
  const closedOn = dateIn(zone, asOf);
  const when = closedOn === next && next !== date ? `The morning after, at ${at}` : `${calendarDay(closedOn)}, ${at}`;
  return `${when}: the same figures for ever. ${where}`;
}

/** Empty for an ordinary day. */
export function lengthInWords({ hours }: DailyReport): string {
  return hours === 24 ? "" : `The clocks changed: this day has ${hours} hours.`;
}

function dateIn(zone: string, iso: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(new Date(iso));
}

const INCIDENTS: Readonly<Record<string, string>> = {
  no_tick: "No poll",
  no_payment: "No payments",
  feed: "The feed",
  refused: "Refused rows",
  outbox: "Alerts and mail",
  model: "The model",
  flagged: "An unusual rate of fraud",
  scores: "Unusual scores",
};

export function incidentKind(kind: string): string {
  return Object.hasOwn(INCIDENTS, kind) ? (INCIDENTS[kind] ?? kind) : kind.replaceAll("_", " ");
}

/** "03:11 to 05:20", or with the days where it reaches beyond one. */
export function spanInWords(from: string, to: string | null, zone: string, date: string): string {
  const end = to === null ? "now" : momentInWords(to, zone, date);
  return `${momentInWords(from, zone, date)} to ${end}`;
}

function momentInWords(iso: string, zone: string, date: string): string {
  const time = timeOfDay(iso, zone);
  const day = dateIn(zone, iso);
  if (day === date) return time;
  return time === "00:00" && day > date ? "midnight" : `${calendarDay(day)}, ${time}`;
}
