// The report page's state: the day in the address, its report, the calendar's month, and what is asked when.
import { batch, effect, signal, untracked } from "@preact/signals";
import type { PaymentView } from "../../../worker/wire/board.ts";
import type { DailyReport, ReportDays } from "../../../worker/wire/report.ts";
import { calendarDay } from "../shared/format.ts";
import { askDays, askFlagged, askReport } from "./ask.ts";
import { daysAfter, isDate, monthOf } from "./dates.ts";

/** Pause before a day that is not over is asked for again, while someone looks. */
const AGAIN_MS = 60_000;

/** Where the skip link leads. */
export const SKIPPED_TO = "day";

/** The day that is shown, as the address has it: it may be no day at all. Null until it is known. */
export const date = signal<string | null>(dateInAddress());
export const report = signal<DailyReport | null>(null);
export const flagged = signal<{ payments: PaymentView[]; isAll: boolean } | null>(null);
/** Why there is no report, in words. */
export const problem = signal<string | null>(null);
export const month = signal<string | null>(null);
export const days = signal<ReportDays | null>(null);

export function dayHref(day: string): string {
  return `#${day}`;
}

/** Null for an address that names no day, and for the skip link's. */
function dateInAddress(): string | null {
  const text = location.hash.slice(1);
  if (text === "" || text === SKIPPED_TO) return null;
  return isDate(text) ? text : plainText(text);
}

function plainText(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

export function start(): void {
  addEventListener("hashchange", () => {
    const asked = dateInAddress();
    if (asked !== null) date.value = asked;
    // The skip link's fragment has done its work by now, so the address gets its day back.
    else if (date.value !== null) history.replaceState(history.state, "", dayHref(date.value));
  });
  effect(() => {
    const asked = date.value;
    if (asked !== null) untracked(() => void load(asked));
  });
  effect(() => {
    const asked = month.value;
    untracked(() => void loadDays(asked));
  });
  setInterval(() => {
    const shown = report.value;
    if (shown?.state === "running" && document.visibilityState === "visible") void load(shown.date);
  }, AGAIN_MS);
}

async function load(asked: string): Promise<void> {
  document.title = `${isDate(asked) ? calendarDay(asked) : "Report"} – Vigie`;
  const answer = await askReport(asked);
  if (date.value !== asked) return;
  batch(() => {
    if (isDate(asked)) month.value = monthOf(asked);
    problem.value = answer.ok ? null : answer.problem;
    if (report.value?.date !== asked) flagged.value = null;
    report.value = answer.ok ? answer.value : null;
  });
  if (!answer.ok) return;
  const list = await askFlagged(answer.value);
  if (date.value !== asked) return;
  if (list.ok) flagged.value = { payments: list.value.payments, isAll: list.value.next === null };
  else problem.value = list.problem;
}

async function loadDays(asked: string | null): Promise<void> {
  const answer = await askDays(asked);
  if (month.value !== asked) return;
  if (!answer.ok) {
    problem.value ??= answer.problem;
    return;
  }
  const { today, first } = answer.value;
  batch(() => {
    days.value = answer.value;
    // A person who asks for no day wants the morning's report: yesterday's, if there is one.
    date.value ??= first !== null && first < today ? daysAfter(today, -1) : today;
  });
}
