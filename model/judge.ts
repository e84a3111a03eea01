// What a new model is worth on the held-out cards: its calibration and thresholds, its figures, and whether it is worth
// keeping at all.
import type { Situation } from "../worker/features/situation.ts";
import { type CalibrationCurve, calibrate } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import { fitCalibration } from "./calibrationFit.ts";
import { flagMetrics, ranking, rankingMetrics } from "./metrics.ts";
import { BadInput } from "./progress.ts";
import { seededRandom } from "./random.ts";
import { intervalOf, RESAMPLES, weightsOfDrawnCards } from "./resampling.ts";
import { thresholdsAsWished, type Wish } from "./thresholdOptions.ts";
import { type HeldOut, SITUATIONS } from "./trainingSet.ts";

export interface Judged {
  calibration: CalibrationCurve;
  thresholds: Thresholds;
  metrics: Record<"prAuc" | "rocAuc" | "recallAt1PercentFpr" | "precision" | "recall" | "amountPrAuc", number>;
  /** 95 % intervals, found by resampling whole cards. */
  intervals: Record<"prAuc" | "precision" | "recall", [number, number]>;
  frauds: number;
  cardsWithFrauds: number;
}

/** A situation that training had too few frauds for is missing. */
export type BySituation<T> = Partial<Record<Situation, T>>;

export function perSituation<T>(situations: ReadonlySet<Situation>, value: (of: Situation) => T): BySituation<T> {
  return Object.fromEntries(SITUATIONS.filter((of) => situations.has(of)).map((of) => [of, value(of)]));
}

export function eachOf<T, U>(of: BySituation<T>, value: (each: T) => U): BySituation<U> {
  return Object.fromEntries(Object.entries(of).map(([situation, each]) => [situation, value(each)]));
}

/**
 * Judges by the held-out cards. Their payments are a part of all payments, so they stand for those of `days` days of
 * all cards.
 */
export function judge(heldOut: HeldOut, heldOutMargins: Float32Array, wish: Wish, days: number): Judged {
  const { fraud, weights, cards } = heldOut;
  const margins = marginsOf(heldOut, heldOutMargins);
  const calibration = fitCalibration(margins, fraud, weights);
  const scores = margins.map((margin) => calibrate(margin, calibration));
  const thresholds = thresholdsAsWished(wish, { scores, weights }, days);
  const declined = Uint8Array.from(scores, (score) => (score >= thresholds.decline ? 1 : 0));
  const { precision, recall } = flagMetrics({ fraud, weights }, declined);
  return {
    calibration,
    thresholds,
    metrics: {
      ...rankingMetrics({ scores, fraud, weights }),
      precision,
      recall,
      amountPrAuc: worthOfAmount(heldOut),
    },
    intervals: intervalsOf(heldOut, scores, declined),
    frauds: weights.reduce((sum, weight, i) => sum + weight * (fraud[i] ?? 0), 0),
    cardsWithFrauds: new Set(cards.filter((_, i) => fraud[i] === 1)).size,
  };
}

/** PR-AUC of judging by the amount alone: the higher, or the lower, the more suspect, whichever is better. */
function worthOfAmount({ amounts, fraud, weights }: HeldOut): number {
  const worth = (scores: Float64Array): number => rankingMetrics({ scores, fraud, weights }).prAuc;
  return Math.max(worth(amounts), worth(amounts.map((amount) => -amount)));
}

function marginsOf({ positions }: HeldOut, heldOutMargins: Float32Array): Float64Array {
  return Float64Array.from(positions, (i) => heldOutMargins[i] ?? 0);
}

function intervalsOf(
  { fraud, weights, cards }: HeldOut,
  scores: Float64Array,
  declined: Uint8Array,
): Judged["intervals"] {
  const random = seededRandom(1);
  const order = ranking(scores);
  const draws = Array.from({ length: RESAMPLES }, () => {
    const drawn = weightsOfDrawnCards(cards, random).map((times, i) => times * (weights[i] ?? 0));
    const { precision, recall } = flagMetrics({ fraud, weights: drawn }, declined);
    const { prAuc } = rankingMetrics({ scores, fraud, weights: drawn }, order);
    return { prAuc, precision, recall, hasFrauds: fraud.some((label, i) => label === 1 && (drawn[i] ?? 0) > 0) };
  });
  // A draw of cards without frauds tells nothing.
  const told = draws.filter(({ hasFrauds }) => hasFrauds);
  const interval = (name: keyof Judged["intervals"]): [number, number] => intervalOf(told.map((draw) => draw[name]));
  return { prAuc: interval("prAuc"), precision: interval("precision"), recall: interval("recall") };
}

/** As both are shown: a difference that nobody sees is none. */
function atFourDigits(value: number): number {
  return Number(value.toFixed(4));
}

/** At chance PR-AUC is the share of frauds. With odds of less than so many times those, a model has hardly learned a thing. */
const BEYOND_CHANCE = 2;

/**
 * Throws when the amount alone finds frauds better than the model does, or when chance does about as well, on cards that the
 * model never saw.
 */
export function mustBeWorthKeeping(heldOut: BySituation<HeldOut>, heldOutMargins: Float32Array): void {
  const worse: string[] = [];
  const blind: string[] = [];
  for (const [situation, rows] of Object.entries(heldOut)) {
    const { prAuc } = rankingMetrics({ ...rows, scores: marginsOf(rows, heldOutMargins) });
    const words = `${situation}: PR-AUC ${prAuc.toFixed(4)}`;
    const byAmount = worthOfAmount(rows);
    if (atFourDigits(prAuc) < atFourDigits(byAmount)) worse.push(`${words}, by the amount ${byAmount.toFixed(4)}`);
    const share = shareOfFrauds(rows);
    // Odds compared without a division: the sum behind a PR-AUC of 1 may end a trifle above it.
    if (prAuc * (1 - share) < BEYOND_CHANCE * share * (1 - prAuc))
      blind.push(`${words}, share of frauds ${share.toFixed(4)}`);
  }
  if (worse.length === 0 && blind.length === 0) return;
  const faults = [
    ...(worse.length === 0 ? [] : [`worse than the amount alone (${worse.join("; ")})`]),
    ...(blind.length === 0 ? [] : [`hardly better than chance (${blind.join("; ")})`]),
  ];
  throw new BadInput(
    `On cards that it had not seen, the model is ${faults.join(", and ")}. It was not written. ` +
      "Do the labels belong to these payments? If so, train on more of them",
  );
}

function shareOfFrauds({ fraud, weights }: HeldOut): number {
  let [frauds, all] = [0, 0];
  weights.forEach((weight, i) => {
    all += weight;
    frauds += weight * (fraud[i] ?? 0);
  });
  return frauds / all;
}
