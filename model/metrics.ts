// Measures of a detector, from scores and labels. A weight lets a row stand for many, or for none: samples and
// bootstraps are measured with weights.

export interface Scored {
  scores: Float64Array;
  fraud: Uint8Array;
  weights: Float64Array;
}

/** Positions by falling score. */
export function ranking(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}

export interface Cut {
  threshold: number;
  /** Total weight of the frauds, and of the other payments, at or above the threshold. */
  caught: number;
  raised: number;
}

/** The caught and raised weights for each distinct score as threshold, from the highest down. */
export function* cuts({ scores, fraud, weights }: Scored, order: Uint32Array): Generator<Cut> {
  let caught = 0;
  let raised = 0;
  for (let k = 0; k < order.length; k++) {
    const i = order[k] ?? 0;
    if (fraud[i] === 1) caught += weights[i] ?? 0;
    else raised += weights[i] ?? 0;
    const threshold = scores[i] ?? 0;
    if (k + 1 === order.length || scores[order[k + 1] ?? 0] !== threshold) yield { threshold, caught, raised };
  }
}

export interface RankingMetrics {
  /** Average precision: the area under precision over recall, not interpolated. */
  prAuc: number;
  rocAuc: number;
  recallAt1PercentFpr: number;
}

export function rankingMetrics(scored: Scored, order = ranking(scored.scores)): RankingMetrics {
  const { frauds, others } = totals(scored);
  let prAuc = 0;
  let rocAuc = 0;
  let recallAt1PercentFpr = 0;
  let before = { caught: 0, raised: 0 };
  for (const cut of cuts(scored, order)) {
    const gained = cut.caught - before.caught;
    if (gained > 0) prAuc += (gained / frauds) * (cut.caught / (cut.caught + cut.raised));
    rocAuc += ((cut.raised - before.raised) / others) * ((cut.caught + before.caught) / 2 / frauds);
    if (cut.raised <= 0.01 * others) recallAt1PercentFpr = cut.caught / frauds;
    before = cut;
  }
  return { prAuc, rocAuc, recallAt1PercentFpr };
}

export interface FlagMetrics {
  precision: number;
  recall: number;
  f1: number;
  flagged: number;
}

/** `flags` is 1 for rows that were flagged. */
export function flagMetrics({ fraud, weights }: Omit<Scored, "scores">, flags: Uint8Array): FlagMetrics {
  let caught = 0;
  let flagged = 0;
  let frauds = 0;
  for (let i = 0; i < fraud.length; i++) {
    const weight = weights[i] ?? 0;
    if (flags[i] === 1) flagged += weight;
    if (fraud[i] === 1) frauds += weight;
    if (flags[i] === 1 && fraud[i] === 1) caught += weight;
  }
  const precision = flagged > 0 ? caught / flagged : 0;
  const recall = frauds > 0 ? caught / frauds : 0;
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision, recall, f1, flagged };
}

const CALIBRATION_BINS = 20;

/** Mean distance between predicted and true share of fraud, over bins with equal numbers of payments, by score. */
export function calibrationError({ scores, fraud, weights }: Scored, order = ranking(scores)): number {
  let distance = 0;
  let all = 0;
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    let difference = 0;
    const from = Math.floor((bin * order.length) / CALIBRATION_BINS);
    const to = Math.floor(((bin + 1) * order.length) / CALIBRATION_BINS);
    for (const i of order.subarray(from, to)) {
      const weight = weights[i] ?? 0;
      difference += weight * ((scores[i] ?? 0) - (fraud[i] ?? 0));
      all += weight;
    }
    distance += Math.abs(difference);
  }
  return distance / all;
}

/**
 * Among the flagged payments: the distance between the predicted and the true number of frauds, relative to the true
 * one.
 */
export function flaggedCalibrationError({ scores, fraud, weights }: Scored, flags: Uint8Array): number {
  let predicted = 0;
  let real = 0;
  for (let i = 0; i < scores.length; i++) {
    if (flags[i] !== 1) continue;
    predicted += (weights[i] ?? 0) * (scores[i] ?? 0);
    real += (weights[i] ?? 0) * (fraud[i] ?? 0);
  }
  return real > 0 ? Math.abs(predicted - real) / real : 0;
}

function totals({ fraud, weights }: Scored): { frauds: number; others: number } {
  let frauds = 0;
  let others = 0;
  for (let i = 0; i < fraud.length; i++) {
    if (fraud[i] === 1) frauds += weights[i] ?? 0;
    else others += weights[i] ?? 0;
  }
  return { frauds, others };
}
