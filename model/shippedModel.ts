// Payments scored by a model of a bundle, by the runtime and the calibration that serve it.
import type { Situation } from "../worker/features/situation.ts";
import type { Bundle } from "../worker/scoring/bundle.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import { calibrationOf } from "../worker/scoring/manifest.ts";
import type { ScoredDataset } from "./evaluation.ts";
import type { Dataset } from "./labelledPayments.ts";
import { openRuntime } from "./runtime.ts";

/** Probabilities from the shipped runtime and from the calibration of each row's situation. */
export async function scoreAll(
  { onnx, manifest }: Pick<Bundle, "onnx" | "manifest">,
  situations: Situation[],
  features: Float32Array,
): Promise<Float64Array> {
  const runtime = await openRuntime(onnx, manifest.features.length);
  const margins = await runtime.margins(features);
  return Float64Array.from(situations, (situation, i) =>
    calibrate(margins[i] ?? 0, calibrationOf(manifest, situation)),
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
