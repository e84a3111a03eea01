// The section reference.json of a bundle: how the model's scores are spread over the payments that it was trained on.
import { createFeatures } from "../worker/features/compute.ts";
import type { Situation } from "../worker/features/situation.ts";
import type { Core } from "../worker/scoring/bundle.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import { calibrationOf } from "../worker/scoring/manifest.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";
import type { Matrix } from "./matrix.ts";
import { openRuntime } from "./runtime.ts";

/** Most payments have scores near 0; what is flagged is the upper end. */
const QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];
/** One payment in so many is scored: enough for the thousandth, and training data may have millions. */
const ONE_IN = 4;

/** `stream`: the features of all payments as a stream has them. */
export async function referenceJson({
  data,
  stream,
  model,
}: {
  data: Dataset;
  stream: Matrix;
  model: Core;
}): Promise<object> {
  const { width } = stream;
  const sampled = Array.from({ length: Math.ceil(data.rows / ONE_IN) }, (_, at) => at * ONE_IN);
  const runtime = await openRuntime(model.onnx, width);
  const boundsOf = async (fill: (i: number, row: Float32Array) => Situation): Promise<number[]> => {
    const rows = new Float32Array(sampled.length * width);
    const situations = sampled.map((i, at) => fill(i, rows.subarray(at * width, (at + 1) * width)));
    const margins = await runtime.margins(rows);
    const scores = situations.map((situation, at) =>
      calibrate(margins[at] ?? 0, calibrationOf(model.manifest, situation)),
    );
    return quantilesOf(scores);
  };
  const featuresOf = createFeatures(model.tables, model.manifest.features);
  const streamBounds = await boundsOf((i, row) => {
    row.set(stream.features.subarray(i * width, (i + 1) * width));
    return stream.situations[i] ?? "stream";
  });
  const snapshotBounds = await boundsOf((i, row) => {
    featuresOf(paymentAt(data, i), null, { feed: "snapshot", offsetMs: 0 }, row);
    return "snapshot";
  });
  return { scores: { stream: streamBounds, snapshot: snapshotBounds } };
}

/** Rounded, since a band need not end to the last bit. Bounds that fall together are one. */
export function quantilesOf(scores: readonly number[]): number[] {
  const sorted = Float64Array.from(scores).sort();
  const bounds = QUANTILES.map((share) => Number((sorted[Math.floor(share * sorted.length)] ?? 0).toPrecision(4)));
  return bounds.filter((bound, at) => bound > (bounds[at - 1] ?? 0) && bound <= 1);
}
