// Has XGBoost fit the training set twice: without the held-out cards, for calibration, and with all of it, to be
// shipped.
import { readFileSync } from "node:fs";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import { BASE_MARGIN, PARAMS } from "./hyperparameters.ts";
import { startStep } from "./progress.ts";
import { runTrainer } from "./python.ts";
import type { TrainingSet } from "./trainingSet.ts";
import { readFloats, workFile, writeWork } from "./workFiles.ts";

export interface Fitted {
  /** The model as XGBoost saves it; the base margin is still to be added. */
  modelJson: string;
  baseMargin: number;
  /** Margins from the calibration model, for the held-out rows in order. */
  heldOutMargins: Float32Array;
}

export async function fitModels(
  set: TrainingSet,
  { seed, rounds, threads }: { seed: number; rounds: number; threads: number },
): Promise<Fitted> {
  const job = {
    features: writeWork("features.f32", set.features),
    labels: writeWork("labels.u8", set.fraud),
    weights: writeWork("weights.f32", set.trainingWeights),
    heldOut: writeWork("held-out.u8", set.heldOut),
    width: FEATURE_COUNT,
    params: { ...PARAMS, seed, nthread: threads },
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
