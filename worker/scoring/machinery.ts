// What models run on in the Worker: its catalogue of features, and ONNX Runtime.
import { FEATURES } from "../features/catalogue.ts";
import { createFeatures } from "../features/compute.ts";
import { isServed } from "../features/moreFeatures.ts";
import type { Machinery } from "./createDetector.ts";
import { openOnnx } from "./onnx.ts";

export const machinery: Machinery = {
  featureNames: FEATURES.map(({ name }) => name),
  serves: isServed,
  createFeatures,
  openOnnx,
};
