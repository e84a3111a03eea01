// The support that a model's bundle carries: which amounts its training data had.
import type { Support } from "../worker/scoring/support.ts";
import type { Dataset } from "./labelledPayments.ts";

/** One legitimate payment in so many may lie above what is common, since single outliers say nothing about a category. */
const OUTLIER_ONE_IN = 10_000;

export function supportOf({ rows, amountCents, category, fraud }: Dataset): Support {
  const legitimate = new Map<string, number[]>();
  let highestFraudCents = 0;
  let total = 0;
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const [name, cents] = [category[i] ?? "", amountCents[i] ?? 0];
    if (fraud[i] === 1) {
      highestFraudCents = Math.max(highestFraudCents, cents);
      continue;
    }
    const amounts = legitimate.get(name) ?? [];
    legitimate.set(name, amounts);
    amounts.push(cents);
    total += cents;
    count++;
  }
  const names = [...legitimate.keys()].sort();
  return {
    usualCents: Math.round(total / count),
    highestFraudCents,
    commonUpToCents: new Map(names.map((name) => [name, commonUpTo(legitimate.get(name) ?? [])])),
  };
}

function commonUpTo(amounts: readonly number[]): number {
  const sorted = Float64Array.from(amounts).sort();
  return sorted[sorted.length - 1 - Math.floor(sorted.length / OUTLIER_ONE_IN)] ?? 0;
}

/** As the bundle's support.json has it. */
export function supportJson(support: Support): object {
  return { ...support, commonUpToCents: Object.fromEntries(support.commonUpToCents) };
}
