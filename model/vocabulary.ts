// The categories that a model knows, in the order of their codes.
import type { Dataset } from "./labelledPayments.ts";

/** A model learns nothing from rarer categories: it treats them as missing. */
const LEAST_PAYMENTS = 100;
/** The commonest ones, so that free text in the column makes no endless tables. */
const MOST_CATEGORIES = 40;

/**
 * Sorted by what their frauds cost, from cheap to expensive: trees part numbers, so categories that behave alike should be
 * neighbours. Those without frauds come first.
 */
export function vocabularyOf({ rows, category, amountCents, fraud }: Dataset, most = MOST_CATEGORIES): string[] {
  const seen = new Map<string, { payments: number; frauds: number; fraudCents: number }>();
  for (let i = 0; i < rows; i++) {
    const name = category[i] ?? "";
    const counts = seen.get(name) ?? { payments: 0, frauds: 0, fraudCents: 0 };
    seen.set(name, counts);
    counts.payments++;
    if (fraud[i] !== 1) continue;
    counts.frauds++;
    counts.fraudCents += amountCents[i] ?? 0;
  }
  const meanFraud = (name: string): number => {
    const { frauds, fraudCents } = seen.get(name) ?? { frauds: 0, fraudCents: 0 };
    return frauds === 0 ? 0 : fraudCents / frauds;
  };
  // Sorted by name first, so that ties do not hang on the order of the rows.
  return [...seen.keys()]
    .filter((name) => name !== "" && (seen.get(name)?.payments ?? 0) >= LEAST_PAYMENTS)
    .sort()
    .sort((a, b) => (seen.get(b)?.payments ?? 0) - (seen.get(a)?.payments ?? 0))
    .slice(0, most)
    .sort((a, b) => meanFraud(a) - meanFraud(b));
}
