// The shipped model, started once per isolate. It is pinned by its hash, proven by its golden vectors, and scored by
// ONNX Runtime, or by the tree walker when that does not start. Without either there is no score, and every payment
// goes to review.
import { createHash } from "node:crypto";
import manifestJson from "../../model/artifacts/manifest.json" with { type: "json" };
import modelBytes from "../../model/artifacts/model.onnx";
import { FEATURES } from "../features/catalogue.ts";
import { logError } from "../log.ts";
import { createDetector } from "./createDetector.ts";
import type { Models } from "./detector.ts";
import { openOnnx } from "./onnx.ts";

/** At top level on purpose: an isolate's start may use a second of CPU, a request on the free plan only 10 ms. */
const champion = await createDetector({
  bytes: new Uint8Array(modelBytes),
  sha256: createHash("sha256").update(new Uint8Array(modelBytes)).digest("hex"),
  manifest: manifestJson,
  featureNames: FEATURES.map(({ name }) => name),
  openOnnx,
});

if (champion.problem !== null) logError("model_degraded", champion.problem);

export const shippedModels: Models = { champion };
