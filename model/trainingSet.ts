// What the trees learn from: every payment as a stream knows it, and samples of the same payments with that knowledge
// taken away: as a card's first payment (no history), and as on a snapshot feed (no clock either).
import { FEATURES, type FeatureGroup } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT } from "../worker/features/features.ts";
import type { Situation } from "../worker/scoring/decision.ts";
import type { Dataset } from "./dataset.ts";
import type { Matrix } from "./matrix.ts";
import { seededRandom } from "./random.ts";

export const SITUATIONS = ["stream", "first", "snapshot"] as const satisfies readonly Situation[];

/** One in so many legitimate payments is taken for the masked samples, and stands for that many. */
const MASKED_LEGITIMATE_ONE_IN = 3;
/** Frauds are rare: each counts this much more while the trees grow. The calibration takes it out again. */
const FRAUD_WEIGHT = 10;

const HIDDEN: Record<Situation, readonly FeatureGroup[]> = {
  stream: [],
  first: ["history"],
  snapshot: ["time", "history"],
};

export interface TrainingSet {
  rows: number;
  features: Float32Array;
  fraud: Uint8Array;
  trainingWeights: Float32Array;
  /** Cards, not payments, are dealt to folds: a held-out card is a new card. */
  foldOf: Uint8Array;
  /** The rows of one situation, with weights that make them stand for all payments. */
  of(situation: Situation): { positions: Uint32Array; fraud: Uint8Array; weights: Float64Array };
}

export function trainingSet(
  data: Dataset,
  matrix: Matrix,
  { seed, folds }: { seed: number; folds: number },
): TrainingSet {
  const random = seededRandom(seed);
  const plan: Array<{ situation: Situation; source: Uint32Array }> = SITUATIONS.map((situation) => ({
    situation,
    source: Uint32Array.from(
      Array.from({ length: data.rows }, (_, i) => i).filter((i) =>
        situation === "stream"
          ? matrix.situations[i] === "stream"
          : data.fraud[i] === 1 || random() * MASKED_LEGITIMATE_ONE_IN < 1,
      ),
    ),
  }));

  const rows = plan.reduce((sum, part) => sum + part.source.length, 0);
  const features = new Float32Array(rows * FEATURE_COUNT);
  const fraud = new Uint8Array(rows);
  const weights = new Float64Array(rows);
  const foldOf = new Uint8Array(rows);
  const partStart = new Map<Situation, number>();
  let at = 0;
  for (const { situation, source } of plan) {
    partStart.set(situation, at);
    const hidden = FEATURES.flatMap((feature, i) => (HIDDEN[situation].includes(feature.group) ? [i] : []));
    for (const i of source) {
      const target = features.subarray(at * FEATURE_COUNT, (at + 1) * FEATURE_COUNT);
      target.set(matrix.features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
      for (const column of hidden) target[column] = Number.NaN;
      fraud[at] = data.fraud[i] ?? 0;
      weights[at] = situation !== "stream" && fraud[at] === 0 ? MASKED_LEGITIMATE_ONE_IN : 1;
      foldOf[at] = (data.card[i] ?? 0) % folds;
      at++;
    }
  }

  return {
    rows,
    features,
    fraud,
    trainingWeights: Float32Array.from(weights, (weight, i) => weight * (fraud[i] === 1 ? FRAUD_WEIGHT : 1)),
    foldOf,
    of(situation) {
      const from = partStart.get(situation) ?? 0;
      const length = plan.find((part) => part.situation === situation)?.source.length ?? 0;
      return {
        positions: Uint32Array.from({ length }, (_, i) => from + i),
        fraud: fraud.subarray(from, from + length),
        weights: weights.subarray(from, from + length),
      };
    },
  };
}
