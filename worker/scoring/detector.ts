// What the pipeline asks of the model.

import type { Situation } from "../features/situation.ts";

/** Calibrated probabilities at and above which a payment is reviewed or declined. */
export interface Thresholds {
  review: number;
  decline: number;
}

export interface Detector {
  /** First 12 hex digits of the model file's SHA-256. */
  version: string;
  /** What computes margins: ONNX Runtime, the tree walker when that would not start, or nothing. */
  engine: "onnx" | "trees" | "none";
  /** Why it is not ONNX Runtime; null when it is. */
  problem: string | null;
  /** Calibrated probability of fraud for each; null for one that cannot be scored. One run for all of them. */
  score(inputs: readonly { features: Float32Array | null; situation: Situation }[]): Promise<(number | null)[]>;
  thresholds(situation: Situation): Thresholds;
  /** What each feature adds to the margin, in the catalogue's order: exact Shapley values. All zero without a model. */
  contributions(features: Float32Array): Float64Array;
}

/** The models at hand. Each group of payments is scored by the champion that it finds when it begins. */
export interface Models {
  /** Decides. */
  champion: Detector;
}

export interface OnnxSession {
  /** Rows of `width` float32 features, one after the other, to one raw margin a row. */
  run(rows: Float32Array, width: number): Promise<Float32Array>;
}
