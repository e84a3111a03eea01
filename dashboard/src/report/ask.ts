// The report page's requests to the server.
import type { PaymentView } from "../../../worker/wire/board.ts";
import type { DailyReport, ReportDays } from "../../../worker/wire/report.ts";
import { type Answer, ask } from "../shared/ask.ts";

/** Most reviewed and declined payments that are asked for. */
const FLAGGED_SHOWN = 200;

export function askReport(date: string): Promise<Answer<DailyReport>> {
  return ask(`/api/reports/daily?date=${encodeURIComponent(date)}`);
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
