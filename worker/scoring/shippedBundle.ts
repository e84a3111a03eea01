// The bundle that is shipped with this Worker, read and checked once. No model is started here.
import { createHash } from "node:crypto";
// workerd imports it as a module; Node, for tests and commands, reads it as a file (package.json, "imports").
import zip from "#shippedBundle";
import type { Situation } from "../features/situation.ts";
import { readBundle } from "./bundle.ts";
import type { Thresholds } from "./detector.ts";

/** As the registry keeps it. */
export const shippedZip: Uint8Array = zip;

export const shippedBundle = readBundle(zip, (bytes) => createHash("sha256").update(bytes).digest("hex"));

/** `none` when the bundle is refused, as its detector is called. */
export const shippedVersion: string = shippedBundle.ok ? shippedBundle.bundle.version : "none";

/** Settings are compared with these. Null when the bundle is refused: such a model does not start, and health says why. */
export const shippedThresholds: Record<Situation, Thresholds> | null = shippedBundle.ok
  ? shippedBundle.bundle.manifest.thresholds
  : null;
