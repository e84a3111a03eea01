// Reports and corrections as they lie in the store, read back. Those from before there was more than one currency name none.
import { FIRST_CURRENCY } from "../money.ts";
import type { CorrectionsView, Report } from "../wire/report.ts";

const IN_DOLLARS = { currency: FIRST_CURRENCY, paid: null };

export function keptReport(json: string): Report {
  const kept: Report = JSON.parse(json);
  const largestFrauds = (kept.largestFrauds ?? []).map((payment) => ({ ...IN_DOLLARS, ...payment }));
  return { ...kept, currency: kept.currency ?? FIRST_CURRENCY, largestFrauds };
}

export function keptCorrectionsIn(json: string): CorrectionsView | null {
  const kept: CorrectionsView | null = JSON.parse(json);
  if (kept === null) return null;
  return {
    ...kept,
    newestLate: kept.newestLate.map((late) => ({ ...IN_DOLLARS, ...late })),
    changedVerdicts: kept.changedVerdicts.map((changed) => ({ ...IN_DOLLARS, ...changed })),
    // Days that left before labels could change have none.
    changedLabels: (kept.changedLabels ?? []).map((changed) => ({ ...IN_DOLLARS, ...changed })),
  };
}
