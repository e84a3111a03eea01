// Several models on the same later payments, side by side: with intervals from the same draws of cards, so that they can be
// compared.
import { ranking, rankingMetrics } from "./metrics.ts";
import { seededRandom } from "./random.ts";
import { intervalOf, RESAMPLES, weightsOfDrawnCards } from "./resampling.ts";
import type { HeldOut } from "./trainingSet.ts";

export interface Way {
  name: string;
  /** Only their order counts. One for each later payment. */
  scores: Float64Array;
}

export interface WayMeasured {
  name: string;
  prAuc: number;
  recallAt1PercentFpr: number;
  /** 95 %, by resampling whole cards. */
  intervals: { prAuc: [number, number]; recallAt1PercentFpr: [number, number] };
}

export function measureWays(later: Pick<HeldOut, "fraud" | "cards" | "weights">, ways: readonly Way[]): WayMeasured[] {
  const random = seededRandom(1);
  const orders = ways.map(({ scores }) => ranking(scores));
  const measured = (weights: Float64Array) =>
    ways.map(({ scores }, at) => rankingMetrics({ scores, fraud: later.fraud, weights }, orders[at]));
  const whole = measured(later.weights);
  const draws: ReturnType<typeof measured>[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    const drawn = weightsOfDrawnCards(later.cards, random);
    // A draw of cards without frauds tells nothing.
    if (later.fraud.some((label, i) => label === 1 && (drawn[i] ?? 0) > 0)) draws.push(measured(drawn));
  }
  return ways.map(({ name }, at) => {
    const of = (measure: "prAuc" | "recallAt1PercentFpr"): [number, number] =>
      intervalOf(draws.map((draw) => draw[at]?.[measure] ?? 0));
    return {
      name,
      prAuc: whole[at]?.prAuc ?? 0,
      recallAt1PercentFpr: whole[at]?.recallAt1PercentFpr ?? 0,
      intervals: { prAuc: of("prAuc"), recallAt1PercentFpr: of("recallAt1PercentFpr") },
    };
  });
}

/** A line for each, for people. */
export function waysText(ways: readonly WayMeasured[]): string {
  const cell = (value: number, [low, high]: [number, number]): string =>
    `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return ways
    .map(
      ({ name, prAuc, recallAt1PercentFpr, intervals }) =>
        `  ${name.padEnd(36)}  PR-AUC ${cell(prAuc, intervals.prAuc)}   recall at 1 % FPR ${cell(recallAt1PercentFpr, intervals.recallAt1PercentFpr)}\n`,
    )
    .join("");
}
