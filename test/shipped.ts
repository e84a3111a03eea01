// The shipped model's bundle, and the features as it reads them, for tests.
import { createFeatures } from "../worker/features/compute.ts";
import { shippedBundle } from "../worker/scoring/shippedBundle.ts";

if (!shippedBundle.ok) throw new Error(shippedBundle.problem);

export const shipped = shippedBundle.bundle;
export const featuresOf = createFeatures(shipped.tables);
