// A model's bundle as a file: made from its entries, and read for the commands. worker/scoring/bundle.ts is the table of
// contents.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { FEATURES } from "../worker/features/catalogue.ts";
import { createFeatures } from "../worker/features/compute.ts";
import {
  type Bundle,
  type BundleEntries,
  type Core,
  coreIn,
  entriesOf,
  provenVersion,
  readBundle,
  SUMS,
  sumsOf,
} from "../worker/scoring/bundle.ts";
import { proveFeatures } from "../worker/scoring/proveGolden.ts";
import { BadInput } from "./progress.ts";

export const BUNDLE = "bundle.zip";
export const SHIPPED = join(import.meta.dirname, "artifacts", BUNDLE);
/** A smaller model, the challenger of the demo. README.md beside this says how it was made. */
export const BASELINE = join(import.meta.dirname, "artifacts", "baseline.zip");

/** The parts that belong to the trees, as they lie in a bundle. */
export const CORE_ENTRIES = ["model.onnx", "manifest.json", "tables.json", "golden.json"];

/** Any time will do: all files have the same, so that the same contents give the same bytes. Zip begins its time there. */
const NO_TIME = new Date(1980, 0, 1);

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function encodeBundle(contents: Record<string, string | Uint8Array>): Uint8Array {
  const entries: BundleEntries = {};
  for (const name of Object.keys(contents).sort()) {
    const content = contents[name] ?? "";
    entries[name] = typeof content === "string" ? new TextEncoder().encode(content) : content;
  }
  const sums = new TextEncoder().encode(sumsOf(entries, sha256));
  // Stored as they are: an upload is compressed as a whole, and a start has nothing to inflate.
  return zipSync({ ...entries, [SUMS]: sums }, { level: 0, mtime: NO_TIME });
}

export function versionOf(zip: Uint8Array): string {
  return provenVersion(entriesOf(zip), sha256);
}

/** The bundle in this file, proven as the Worker proves it, but for the trees. */
export function readModel(file: string): Bundle {
  const reading = readBundle(bytesOf(file), sha256);
  if (!reading.ok) throw new BadInput(`${file}: ${reading.problem}`);
  mustBelongTogether(file, reading.bundle);
  return reading.bundle;
}

/** The core of the bundle in this file, and its entries as they lie there. All else may be of another version. */
export function readCore(file: string): { core: Core; entries: BundleEntries } {
  try {
    const entries = entriesOf(bytesOf(file));
    provenVersion(entries, sha256);
    const core = coreIn(entries);
    mustBelongTogether(file, core);
    return { core, entries };
  } catch (cause) {
    if (cause instanceof BadInput) throw cause;
    throw new BadInput(`${file}: ${cause instanceof Error ? cause.message : cause}`);
  }
}

function mustBelongTogether(file: string, { manifest, tables, golden }: Core): void {
  if (FEATURES.some(({ name }, at) => manifest.features[at] !== name)) {
    throw new BadInput(`${file}: the model was trained on other features than worker/features has; train it again`);
  }
  try {
    proveFeatures(golden, createFeatures(tables, manifest.features), manifest);
  } catch (cause) {
    throw new BadInput(`${file}: ${cause instanceof Error ? cause.message : cause}`);
  }
}

function bytesOf(file: string): Uint8Array {
  if (!existsSync(file)) throw new BadInput(`${file}: no such file; train a model first (npm run model:train)`);
  return new Uint8Array(readFileSync(file));
}
