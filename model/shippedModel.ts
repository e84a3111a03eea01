// The shipped artifacts, as the Worker would load them: checked against each other before anything is scored.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FEATURES } from "../worker/features/catalogue.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import { calibrationOf, type Manifest, readManifest, thresholdsOf } from "../worker/scoring/model.ts";
import type { Dataset } from "./dataset.ts";
import type { ScoredDataset } from "./evaluation.ts";
import type { Matrix } from "./matrix.ts";
import { BadInput } from "./progress.ts";
import { openRuntime } from "./runtime.ts";

export interface ShippedModel {
  manifest: Manifest;
  onnx: Uint8Array;
}

export function readShippedModel(folder: string): ShippedModel {
  const files = { onnx: join(folder, "model.onnx"), manifest: join(folder, "manifest.json") };
  for (const file of Object.values(files)) {
    if (!existsSync(file)) throw new BadInput(`${file}: no such file; train a model first (npm run model:train)`);
  }
  const onnx = new Uint8Array(readFileSync(files.onnx));
  const manifest = readManifest(JSON.parse(readFileSync(files.manifest, "utf8")));
  if (createHash("sha256").update(onnx).digest("hex") !== manifest.sha256) {
    throw new BadInput(`${files.onnx} is not the file that manifest.json was made with`);
  }
  if (FEATURES.map((feature) => feature.name).join() !== manifest.features.join()) {
    throw new BadInput(`${folder}: the model was trained on other features than worker/features has; train it again`);
  }
  return { manifest, onnx };
}

/** Scores in the shipped runtime, then the shipped calibration and thresholds of each row's situation. */
export async function scoreAll(model: ShippedModel, data: Dataset, matrix: Matrix): Promise<ScoredDataset> {
  const runtime = await openRuntime(model.onnx, model.manifest.features.length);
  const margins = await runtime.margins(matrix.features);
  const scores = new Float64Array(data.rows);
  const reviewed = new Uint8Array(data.rows);
  const declined = new Uint8Array(data.rows);
  matrix.situations.forEach((situation, i) => {
    const score = calibrate(margins[i] ?? 0, calibrationOf(model.manifest, situation));
    const { review, decline } = thresholdsOf(model.manifest, situation);
    scores[i] = score;
    reviewed[i] = score >= review ? 1 : 0;
    declined[i] = score >= decline ? 1 : 0;
  });
  return { data, situations: matrix.situations, scores, reviewed, declined };
}
