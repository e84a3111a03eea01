// Measures scored payments in every way that the report shows, with intervals.

import { DAY_MS } from "../worker/duration.ts";
import type { Situation } from "../worker/features/situation.ts";
import { CATEGORIES } from "../worker/payment/payment.ts";
import { firstFrauds } from "./bursts.ts";
import type { Dataset } from "./labelledPayments.ts";
import {
  calibrationError,
  flaggedCalibrationError,
  flagMetrics,
  ranking,
  rankingMetrics,
  type Scored,
} from "./metrics.ts";
import { seededRandom } from "./random.ts";
import { intervalOf, poissonOfOne, RESAMPLES, weightsOfDrawnCards } from "./resampling.ts";

const PER_DAY = [1, 5, 10, 50] as const;
const THRESHOLDS = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9];

export interface ScoredDataset {
  data: Dataset;
  situations: Situation[];
  scores: Float64Array;
  /** 1 when the score reaches its situation's review, or decline, threshold. */
  reviewed: Uint8Array;
  declined: Uint8Array;
  /** How many payments each one stands for: one when left out. Precision among the highest of a day does not know of it. */
  weights?: Float64Array;
}

export interface Measures {
  pr_auc: number;
  roc_auc: number;
  recall_at_1pct_fpr: number;
  /** At the decline threshold. */
  precision: number;
  recall: number;
  f1: number;
  /** Recall of the first fraud of each burst, at the decline threshold. */
  first_fraud_recall: number;
  /** Share of the defrauded money that is declined. */
  amount_recall: number;
  /** Share of true frauds among the k highest scores of a day. */
  precision_at_1: number;
  precision_at_5: number;
  precision_at_10: number;
  precision_at_50: number;
  /** Payments declined per day; and payments reviewed or declined per day. */
  alerts_per_day: number;
  flagged_per_day: number;
  review_precision: number;
  review_recall: number;
  calibration_error: number;
  /** Relative error, among the reviewed and declined payments. */
  flagged_calibration_error: number;
}

export interface Evaluation {
  rows: number;
  frauds: number;
  days: number;
  measures: Measures;
  /** 95 % intervals, found by resampling whole cards (or whole days for precision among the highest of a day). */
  intervals: Record<keyof Measures, [number, number]>;
  bySituation: Partial<
    Record<Situation, { rows: number; frauds: number } & Pick<Measures, "pr_auc" | "precision" | "recall">>
  >;
  byCategory: Record<string, { frauds: number; precision: number; recall: number }>;
  /** What other thresholds would achieve. */
  tradeOff: TradeOff[];
}

export type TradeOff = { threshold: number } & Pick<
  Measures,
  "precision" | "recall" | "first_fraud_recall" | "alerts_per_day"
>;

export function evaluate(scored: ScoredDataset, seed = 1): Evaluation {
  const { data } = scored;
  const plan = planOf(scored);
  const measures = measure(scored, plan, weightsOf(scored), ones(plan.days));
  return {
    rows: data.rows,
    frauds: data.frauds,
    days: plan.days,
    measures,
    intervals: intervals(scored, plan, measures, seed),
    bySituation: bySituation(scored),
    byCategory: byCategory(scored),
    tradeOff: THRESHOLDS.map((threshold) => tradeOffAt(threshold, scored, plan)),
  };
}

/** Number of calendar days with a payment. */
export function daysOf(data: Dataset): number {
  return new Set(Array.from(data.paidAt, (paidAt) => Math.floor(paidAt / DAY_MS))).size;
}

interface Plan {
  order: Uint32Array;
  /** 1 at the first fraud of each burst. */
  firstFraud: Uint8Array;
  /** Positions of each day's payments, by falling score. */
  topOfDay: Uint32Array[];
  days: number;
}

function planOf({ data, scores }: ScoredDataset): Plan {
  const order = ranking(scores);
  const byDay = new Map<number, number[]>();
  for (const i of order) {
    const day = Math.floor((data.paidAt[i] ?? 0) / DAY_MS);
    const top = byDay.get(day) ?? [];
    if (top.length === 0) byDay.set(day, top);
    top.push(i);
  }
  const topOfDay = [...byDay.values()].map((top) => Uint32Array.from(top));
  return { order, firstFraud: firstFrauds(data), topOfDay, days: byDay.size };
}

/** `weights` by payment; `dayWeights` by day, for measures of single days. */
function measure(scored: ScoredDataset, plan: Plan, weights: Float64Array, dayWeights: Float64Array): Measures {
  const { data, scores, reviewed, declined } = scored;
  const all: Scored = { scores, fraud: data.fraud, weights };
  const { prAuc, rocAuc, recallAt1PercentFpr } = rankingMetrics(all, plan.order);
  const decline = flagMetrics(all, declined);
  const review = flagMetrics(all, reviewed);
  const firsts = weights.map((weight, i) => (plan.firstFraud[i] === 1 ? weight : 0));
  const money = weights.map((weight, i) => weight * (data.amountCents[i] ?? 0));
  const [at1, at5, at10, at50] = PER_DAY.map((k) => precisionAt(k, plan.topOfDay, data.fraud, dayWeights));
  return {
    pr_auc: prAuc,
    roc_auc: rocAuc,
    recall_at_1pct_fpr: recallAt1PercentFpr,
    precision: decline.precision,
    recall: decline.recall,
    f1: decline.f1,
    first_fraud_recall: flagMetrics({ fraud: data.fraud, weights: firsts }, declined).recall,
    amount_recall: flagMetrics({ fraud: data.fraud, weights: money }, declined).recall,
    precision_at_1: at1 ?? 0,
    precision_at_5: at5 ?? 0,
    precision_at_10: at10 ?? 0,
    precision_at_50: at50 ?? 0,
    alerts_per_day: decline.flagged / plan.days,
    flagged_per_day: review.flagged / plan.days,
    review_precision: review.precision,
    review_recall: review.recall,
    calibration_error: calibrationError(all, plan.order),
    flagged_calibration_error: flaggedCalibrationError(all, reviewed),
  };
}

/** Precision of the k highest scores of each day, over all days together. */
function precisionAt(k: number, topOfDay: Uint32Array[], fraud: Uint8Array, dayWeights: Float64Array): number {
  let caught = 0;
  let looked = 0;
  topOfDay.forEach((top, day) => {
    const weight = dayWeights[day] ?? 0;
    for (const i of top.subarray(0, k)) {
      looked += weight;
      caught += weight * (fraud[i] ?? 0);
    }
  });
  return looked > 0 ? caught / looked : 0;
}

function intervals(
  scored: ScoredDataset,
  plan: Plan,
  measures: Measures,
  seed: number,
): Record<keyof Measures, [number, number]> {
  const random = seededRandom(seed);
  const standFor = weightsOf(scored);
  const draws: Measures[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    const weights = weightsOfDrawnCards(scored.data.card, random).map((times, i) => times * (standFor[i] ?? 0));
    const dayWeights = Float64Array.from({ length: plan.days }, () => poissonOfOne(random));
    draws.push(measure(scored, plan, weights, dayWeights));
  }
  return mapValues(measures, (name) => intervalOf(draws.map((draw) => draw[name])));
}

function bySituation(scored: ScoredDataset): Evaluation["bySituation"] {
  const result: Evaluation["bySituation"] = {};
  for (const situation of new Set(scored.situations)) {
    const part = partOf(scored, (i) => scored.situations[i] === situation);
    const { precision, recall } = flagMetrics(part, part.declined);
    const frauds = part.fraud.reduce((sum, label) => sum + label, 0);
    result[situation] = { rows: part.fraud.length, frauds, pr_auc: rankingMetrics(part).prAuc, precision, recall };
  }
  return result;
}

function byCategory(scored: ScoredDataset): Evaluation["byCategory"] {
  const result: Evaluation["byCategory"] = {};
  for (const category of CATEGORIES) {
    const part = partOf(scored, (i) => scored.data.category[i] === category);
    const { precision, recall } = flagMetrics(part, part.declined);
    result[category] = { frauds: part.fraud.reduce((sum, label) => sum + label, 0), precision, recall };
  }
  return result;
}

function tradeOffAt(threshold: number, scored: ScoredDataset, { firstFraud, days }: Plan): TradeOff {
  const { data, scores } = scored;
  const flags = Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0));
  const { precision, recall, flagged } = flagMetrics({ fraud: data.fraud, weights: weightsOf(scored) }, flags);
  const firsts = flagMetrics({ fraud: data.fraud, weights: Float64Array.from(firstFraud) }, flags);
  return { threshold, precision, recall, first_fraud_recall: firsts.recall, alerts_per_day: flagged / days };
}

function partOf(scored: ScoredDataset, wanted: (i: number) => boolean): Scored & { declined: Uint8Array } {
  const { data, scores, declined } = scored;
  const weights = weightsOf(scored);
  const positions = Array.from(scores.keys()).filter(wanted);
  return {
    scores: Float64Array.from(positions, (i) => scores[i] ?? 0),
    fraud: Uint8Array.from(positions, (i) => data.fraud[i] ?? 0),
    weights: Float64Array.from(positions, (i) => weights[i] ?? 0),
    declined: Uint8Array.from(positions, (i) => declined[i] ?? 0),
  };
}

function mapValues<T>(measures: Measures, value: (name: keyof Measures) => T): Record<keyof Measures, T> {
  const names = Object.keys(measures) as Array<keyof Measures>;
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<keyof Measures, T>;
}

function weightsOf({ data, weights }: ScoredDataset): Float64Array {
  return weights ?? ones(data.rows);
}

/** Weights under which frauds are that share of the payments: for data that was sampled by its labels. */
export function weightsForShare({ rows, frauds, fraud }: Dataset, share: number): Float64Array {
  const perFraud = (share / (1 - share)) * ((rows - frauds) / frauds);
  return Float64Array.from(fraud, (label) => (label === 1 ? perFraud : 1));
}

function ones(length: number): Float64Array {
  return new Float64Array(length).fill(1);
}
