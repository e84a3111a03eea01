// Sentences of the report page. Pure.
import type { IncidentKind } from "../../../worker/health/problem.ts";
import type { RejectCode } from "../../../worker/payment/payment.ts";
import type { DailyReport } from "../../../worker/wire/report.ts";
import { calendarDay, counted, dateIn, dayAndMonth, timeOfDay } from "../shared/format.ts";

/** Says how many decided payments are not in the report yet. Empty when there is none. */
export function waitingInWords({ waiting = null }: Pick<DailyReport, "waiting">): string {
  if (waiting === null || waiting === 0) return "";
  return `${counted(waiting, "decided payment waits", "decided payments wait")} to be recorded, and may belong to this day.`;
}

/** What may still change, and whose midnight counts. */
export function stateInWords({ state, asOf, zone }: Pick<DailyReport, "state" | "asOf" | "zone">): string {
  const where = `From midnight to midnight in ${zone}.`;
  const at = timeOfDay(asOf, zone);
  if (state === "running") return `The day is not over: this is what was known at ${at}. ${where}`;
  if (state === "over") return `Payments of this day may still come in: this is what was known at ${at}. ${where}`;
  return `Final figures, closed ${dayAndMonth(asOf, zone)} ${at}; later verdicts do not change them. ${where}`;
}

/** Empty for an ordinary day. */
export function lengthInWords({ hours }: DailyReport): string {
  return hours === 24 ? "" : `The clocks changed: this day has ${hours} hours.`;
}

const INCIDENTS: Readonly<Record<string, string>> = {
  no_tick: "No poll",
  no_payment: "No payments",
  feed: "The feed",
  refused: "Refused rows",
  journal: "Payments that waited to be recorded",
  queue: "The queue",
  dead_letters: "Messages that were not processed",
  outbox: "Alerts and mail",
  undelivered: "Mails that did not arrive",
  model: "The model",
  challenger: "The challenger",
  mlflow: "MLflow",
  source: "Events of a source that are refused",
  days: "Counts by day that are behind",
  rules: "Rules that match nothing",
  currency: "Another currency than before",
  flagged: "An unusual share of flagged payments",
  scores: "Unusual scores",
  features: "Payments unlike those before",
  recall: "Frauds that were missed",
  unfamiliar: "Payments that the model does not know",
  storage: "The store’s room",
  archive: "The archive",
  store: "The store",
  stopped: "Vigie stood still",
} satisfies Record<IncidentKind, string>;

const REFUSALS: Readonly<Record<string, string>> = {
  missing: "with something missing",
  invalid: "with an invalid value",
  unreadable: "unreadable",
  in_the_future: "dated in the future",
  too_old: "too old",
  conflict: "contradicting a stored payment",
  origin: "simulated among real ones, or real among simulated ones",
  discarded: "given up by a person",
} satisfies Record<RejectCode, string>;

/** Follows a number of rows. */
export function refusalKind(code: string): string {
  return Object.hasOwn(REFUSALS, code) ? (REFUSALS[code] ?? code) : code.replaceAll("_", " ");
}

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
  const day = dateIn(iso, zone);
  if (day === date) return time;
  return time === "00:00" && day > date ? "midnight" : `${calendarDay(day)}, ${time}`;
}
