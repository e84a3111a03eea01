// The shipped artifacts, loaded as the Worker loads them: they are checked against each other before anything is
// scored.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FEATURES } from "../worker/features/catalogue.ts";
import type { Situation } from "../worker/features/situation.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import { calibrationOf, type Manifest, readManifest } from "../worker/scoring/manifest.ts";
import type { ScoredDataset } from "./evaluation.ts";
import type { Dataset } from "./labelledPayments.ts";
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
  const manifest = manifestIn(files.manifest);
  if (createHash("sha256").update(onnx).digest("hex") !== manifest.sha256) {
    throw new BadInput(`${files.onnx} is not the file that manifest.json was made with`);
  }
  if (FEATURES.map((feature) => feature.name).join() !== manifest.features.join()) {
    throw new BadInput(`${folder}: the model was trained on other features than worker/features has; train it again`);
  }
  return { manifest, onnx };
}

function manifestIn(file: string): Manifest {
  try {
    return readManifest(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new BadInput(`${file}: ${cause instanceof Error ? cause.message : cause}`);
  }
}

/** Probabilities from the shipped runtime and from the calibration of each row's situation. */
export async function scoreAll(
  model: ShippedModel,
  situations: Situation[],
  features: Float32Array,
): Promise<Float64Array> {
  const runtime = await openRuntime(model.onnx, model.manifest.features.length);
  const margins = await runtime.margins(features);
  return Float64Array.from(situations, (situation, i) =>
    calibrate(margins[i] ?? 0, calibrationOf(model.manifest, situation)),
  );
}

/** The payments that are reviewed and declined with the given thresholds, which may differ by situation. */
export function flagAll(
  data: Dataset,
  situations: Situation[],
  scores: Float64Array,
  thresholdsOf: (situation: Situation) => Thresholds,
): ScoredDataset {
  const reviewed = new Uint8Array(data.rows);
  const declined = new Uint8Array(data.rows);
  situations.forEach((situation, i) => {
    const { review, decline } = thresholdsOf(situation);
    const score = scores[i] ?? 0;
    reviewed[i] = score >= review ? 1 : 0;
    declined[i] = score >= decline ? 1 : 0;
  });
  return { data, situations, scores, reviewed, declined };
}
