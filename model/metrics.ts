// Measures of a detector, from scores and labels; weights let a sample stand for more rows.

export interface Scored {
  scores: Float64Array;
  fraud: Uint8Array;
  /** One each, where absent. */
  weights?: Float64Array;
}

/** Positions by falling score. */
export function ranking(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}

/** What is caught and falsely raised at each distinct score, from the highest down. */
export function* thresholdSweep(
  { scores, fraud, weights }: Scored,
  order = ranking(scores),
): Generator<{ threshold: number; caught: number; raised: number }> {
  let caught = 0;
  let raised = 0;
  for (let k = 0; k < order.length; k++) {
    const i = order[k] ?? 0;
    const weight = weights?.[i] ?? 1;
    if (fraud[i] === 1) caught += weight;
    else raised += weight;
    const threshold = scores[i] ?? 0;
    if (k + 1 < order.length && scores[order[k + 1] ?? 0] === threshold) continue;
    yield { threshold, caught, raised };
  }
}

export interface Ranked {
  /** Average precision: the area under precision over recall, without interpolation. */
  prAuc: number;
  rocAuc: number;
  recallAt1PercentFpr: number;
}

export function rankingMetrics(scored: Scored): Ranked {
  let frauds = 0;
  let others = 0;
  scored.fraud.forEach((label, i) => {
    if (label === 1) frauds += scored.weights?.[i] ?? 1;
    else others += scored.weights?.[i] ?? 1;
  });
  let prAuc = 0;
  let rocAuc = 0;
  let recallAt1PercentFpr = 0;
  let before = { caught: 0, raised: 0 };
  for (const now of thresholdSweep(scored)) {
    const gained = now.caught - before.caught;
    if (gained > 0) prAuc += (gained / frauds) * (now.caught / (now.caught + now.raised));
    rocAuc += ((now.raised - before.raised) / others) * ((now.caught + before.caught) / 2 / frauds);
    if (now.raised <= 0.01 * others) recallAt1PercentFpr = now.caught / frauds;
    before = now;
  }
  return { prAuc, rocAuc, recallAt1PercentFpr };
}

export interface AtThreshold {
  threshold: number;
  precision: number;
  recall: number;
  f1: number;
  flagged: number;
}

export function metricsAt({ scores, fraud, weights }: Scored, threshold: number): AtThreshold {
  let caught = 0;
  let raised = 0;
  let missed = 0;
  for (let i = 0; i < scores.length; i++) {
    const weight = weights?.[i] ?? 1;
    const flagged = (scores[i] ?? 0) >= threshold;
    if (fraud[i] === 1) {
      if (flagged) caught += weight;
      else missed += weight;
    } else if (flagged) raised += weight;
  }
  const precision = caught + raised > 0 ? caught / (caught + raised) : 0;
  const recall = caught + missed > 0 ? caught / (caught + missed) : 0;
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { threshold, precision, recall, f1, flagged: caught + raised };
}

const CALIBRATION_BINS = 20;

/** Mean distance between predicted and true share of fraud, over bins of equally many payments (by score). */
export function calibrationError({ scores, fraud, weights }: Scored): number {
  const order = ranking(scores);
  let total = 0;
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    let difference = 0;
    const from = Math.floor((bin * order.length) / CALIBRATION_BINS);
    const to = Math.floor(((bin + 1) * order.length) / CALIBRATION_BINS);
    for (let k = from; k < to; k++) {
      const i = order[k] ?? 0;
      difference += (weights?.[i] ?? 1) * ((scores[i] ?? 0) - (fraud[i] ?? 0));
    }
    total += Math.abs(difference);
  }
  const all = weights?.reduce((sum, weight) => sum + weight, 0) ?? scores.length;
  return total / all;
}
