// What the pipeline asks of the model.

import type { When } from "../features/features.ts";
import type { Payment } from "../payment/payment.ts";
import type { Thresholds } from "./decide.ts";
import type { Reason, Situation } from "./decision.ts";

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
  /** What speaks for fraud, the weightiest first; at most five. */
  reasons(features: Float32Array, payment: Payment, when: When): Reason[];
}

export interface OnnxSession {
  /** Rows of `width` float32 features, one after the other, to one raw margin a row. */
  run(rows: Float32Array, width: number): Promise<Float32Array>;
}
