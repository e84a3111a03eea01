// The shipped model and its baselines, side by side: the same measures of the same payments.
import type { BaselineScores } from "./baselines.ts";
import { firstFrauds } from "./bursts.ts";
import type { Dataset } from "./labelledPayments.ts";
import { cuts, ranking, rankingMetrics, type Scored } from "./metrics.ts";

/** Recalls are compared at this precision of every model. */
const AT_PRECISION = 0.97;

export interface Compared {
  name: string;
  pr_auc: number;
  roc_auc: number;
  recall_at_1pct_fpr: number;
  /** The highest recall at AT_PRECISION or better; 0 when that precision is never reached. */
  recall_at_precision_97: number;
  first_fraud_recall_at_precision_97: number;
}

export function compare(
  data: Dataset,
  ways: BaselineScores[],
  weights: Float64Array = new Float64Array(data.rows).fill(1),
): Compared[] {
  const firsts = Float64Array.from(firstFrauds(data));
  return ways.map(({ name, scores }) => {
    const scored: Scored = { scores, fraud: data.fraud, weights };
    const order = ranking(scores);
    const { prAuc, rocAuc, recallAt1PercentFpr } = rankingMetrics(scored, order);
    const threshold = preciseFrom(scored, order);
    return {
      name,
      pr_auc: prAuc,
      roc_auc: rocAuc,
      recall_at_1pct_fpr: recallAt1PercentFpr,
      recall_at_precision_97: recallFrom(threshold, scored),
      first_fraud_recall_at_precision_97: recallFrom(threshold, { ...scored, weights: firsts }),
    };
  });
}

/** The lowest score at and above which the flagged payments have that precision. */
function preciseFrom(scored: Scored, order: Uint32Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { threshold, caught, raised } of cuts(scored, order)) {
    if (caught / (caught + raised) >= AT_PRECISION) lowest = threshold;
  }
  return lowest;
}

function recallFrom(threshold: number, { scores, fraud, weights }: Scored): number {
  let caught = 0;
  let frauds = 0;
  for (let i = 0; i < scores.length; i++) {
    if (fraud[i] !== 1) continue;
    frauds += weights[i] ?? 0;
    if ((scores[i] ?? 0) >= threshold) caught += weights[i] ?? 0;
  }
  return frauds > 0 ? caught / frauds : 0;
}
