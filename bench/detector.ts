// The shipped model on ONNX Runtime in Node, for measurements without workerd.
import { openRuntime } from "../model/runtime.ts";
import { FEATURES } from "../worker/features/catalogue.ts";
import { createFeatures } from "../worker/features/compute.ts";
import { createDetector } from "../worker/scoring/createDetector.ts";
import type { Detector } from "../worker/scoring/detector.ts";
import { shippedBundle } from "../worker/scoring/shippedBundle.ts";

export async function shippedDetector(): Promise<Detector> {
  return createDetector(shippedBundle, {
    featureNames: FEATURES.map(({ name }) => name),
    createFeatures,
    openOnnx: async (model) => {
      const { margins } = await openRuntime(model, FEATURES.length);
      return { run: margins, release: async () => undefined };
    },
  });
}
