// What the pipeline needs from a model.

import type { FeaturesOf } from "../features/compute.ts";
import type { Situation } from "../features/situation.ts";
import type { Reference } from "./reference.ts";
import type { Support } from "./support.ts";

/** Calibrated probabilities at and above which a payment is reviewed or declined. */
export interface Thresholds {
  review: number;
  decline: number;
}

export interface Detector {
  /** First 12 hex digits of its bundle's content hash. */
  version: string;
  /** What computes the margins: ONNX Runtime, the tree walker when ONNX Runtime failed, or nothing. */
  engine: "onnx" | "trees" | "none";
  /** Why the engine is not ONNX Runtime; null when it is. */
  problem: string | null;
  /**
   * Calibrated probability of fraud, 0…1, for each input; null for an input that cannot be scored. All are scored in
   * one run.
   */
  score(inputs: readonly { features: Float32Array | null; situation: Situation }[]): Promise<(number | null)[]>;
  thresholds(situation: Situation): Thresholds;
  /** Makes the features that it reads. Null without a model, whose tables they need. */
  featuresOf: FeaturesOf | null;
  /** How many days before a payment's settled one it reads (features/days.ts). Left out: it reads none. */
  daysRead?: number;
  /** Whether it tells categories of its own apart in what a card paid before. Left out: it does not. */
  readsPastWords?: boolean;
  /** What it has seen. Null without a model. */
  support: Support | null;
  /** What it did in training. Null without a model. */
  reference: Reference | null;
  /**
   * What each feature adds to the margin (log odds), in the catalogue's order: exact Shapley values. All zero without a
   * model.
   */
  contributions(features: Float32Array): Float64Array;
  /** Gives back what ONNX Runtime holds for it. Whoever scores afterwards is answered by the tree walker. */
  close(): Promise<void>;
}

/** The models in use. Each group of payments is scored by those that they are when its scoring begins. */
export interface Models {
  /** The model that decides. */
  champion: Detector;
  /** A model that scores the same payments and decides nothing. Null when there is none. */
  challenger: Detector | null;
}

export interface OnnxSession {
  /** Takes rows of `width` float32 features, one after the other. Answers one raw margin per row. */
  run(rows: Float32Array, width: number): Promise<Float32Array>;
  /** Gives back its memory. It cannot run afterwards. */
  release(): Promise<void>;
}
