// What the report page asks over HTTP. A refused token leads to the login page and back; any other failure is words.
import type { PaymentView } from "../../../worker/board/wire.ts";
import type { DailyReport, ReportDays } from "../../../worker/report/wire.ts";

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: string };

/** Of the reviewed and declined payments, at most. */
export const FLAGGED_SHOWN = 200;
const DEADLINE_MS = 30_000;

export function askReport(date: string): Promise<Answer<DailyReport>> {
  return ask(`/api/reports/daily?date=${date}`);
}

/** Without a month: this one. */
export function askDays(month: string | null): Promise<Answer<ReportDays>> {
  return ask(`/api/reports/days${month === null ? "" : `?month=${month}`}`);
}

export function askFlagged(report: DailyReport): Promise<Answer<{ payments: PaymentView[]; next: string | null }>> {
  return ask(`/api/payments?${flaggedQuery(report)}&limit=${FLAGGED_SHOWN}`);
}

export function flaggedQuery({ from, to }: DailyReport): string {
  return `from=${from}&to=${to}&outcome=review,decline`;
}

async function ask<T>(path: string): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status === 401) location.assign(`/login?to=/report${location.hash}`);
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    return { ok: false, problem: sentence(typeof value.error === "string" ? value.error : `error ${response.status}`) };
  } catch {
    return { ok: false, problem: "The server can’t be reached." };
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
