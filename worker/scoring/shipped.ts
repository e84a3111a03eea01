// The shipped model, started once per isolate. It is pinned by its bundle's hash, proven by its golden vectors, and scored by
// ONNX Runtime, or by the tree walker when that does not start. Without either there is no score, and every payment
// goes to review.
import { logError } from "../log.ts";
import { createDetector } from "./createDetector.ts";
import type { Models } from "./detector.ts";
import { machinery } from "./machinery.ts";
import { shippedBundle } from "./shippedBundle.ts";

/** At top level on purpose: an isolate's start may use a second of CPU, a request on the free plan only 10 ms. */
const champion = await createDetector(shippedBundle, machinery);

if (champion.problem !== null) logError("model_degraded", champion.problem);

export const shippedModels: Models = { champion, challenger: null };
