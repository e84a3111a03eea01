// The lines of the shipped model, without starting it: settings are compared with them, here and in `npm start`.
import manifestJson from "../../model/artifacts/manifest.json" with { type: "json" };
import type { Situation } from "../features/situation.ts";
import type { Thresholds } from "./detector.ts";
import { readManifest } from "./manifest.ts";

/** Null when the manifest cannot be read. Such a model does not start, and health says why. */
export const shippedThresholds: Record<Situation, Thresholds> | null = read();

function read(): Record<Situation, Thresholds> | null {
  try {
    return readManifest(manifestJson).thresholds;
  } catch {
    return null;
  }
}
