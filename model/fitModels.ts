// Has XGBoost fit the training set twice: without the held-out cards, for calibration, and with all of it, to be
// shipped.
import { readFileSync } from "node:fs";
import { BASE_MARGIN, type Params } from "./hyperparameters.ts";
import { startStep } from "./progress.ts";
import { runTrainer } from "./python.ts";
import { readFloats, workFile, writeWork } from "./workFiles.ts";

/** The rows that trees are fitted on. */
export interface FitRows {
  /** Values per row. */
  width: number;
  features: Float32Array;
  fraud: Uint8Array;
  trainingWeights: Float32Array;
  /**
   * 1: only the final model sees the row, and the model for calibration is asked about it. 2: only the final model sees it, and
   * nobody is asked.
   */
  heldOut: Uint8Array;
}

export interface Fitted {
  /** The model as XGBoost saves it; the base margin is still to be added. */
  modelJson: string;
  baseMargin: number;
  /** Margins from the calibration model, for the held-out rows in order. */
  heldOutMargins: Float32Array;
}

export async function fitModels(
  set: FitRows,
  { seed, rounds, threads, params }: { seed: number; rounds: number; threads: number; params: Params },
): Promise<Fitted> {
  const job = {
    features: writeWork("features.f32", set.features),
    labels: writeWork("labels.u8", set.fraud),
    weights: writeWork("weights.f32", set.trainingWeights),
    heldOut: writeWork("held-out.u8", set.heldOut),
    width: set.width,
    params: { ...params, seed, nthread: threads },
    rounds,
    heldOutMargins: workFile("held-out-margins.f32"),
    model: workFile("model.json"),
  };
  const step = startStep("Training with XGBoost: a model for calibration, then the final one");
  await runTrainer("fit", writeWork("fit.json", JSON.stringify(job)), step);
  step.done(`${rounds} trees each`);
  return {
    modelJson: readFileSync(job.model, "utf8"),
    baseMargin: BASE_MARGIN,
    heldOutMargins: readFloats("held-out-margins.f32"),
  };
}
