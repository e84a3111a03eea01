// Writes what is shipped: the model file, and the manifest with its hash, calibration, thresholds and golden vectors.
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../local/wholeFile.ts";
import { FEATURES } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import type { Situation } from "../worker/features/situation.ts";
import type { CalibrationCurve } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import type { Support } from "../worker/scoring/support.ts";
import { marginOf, parseTrees, type Trees } from "../worker/scoring/trees.ts";
import { BASELINES } from "./baselines.ts";
import { madeUpRows } from "./checkRows.ts";

const GOLDEN_VECTORS = 36;
const GOLDEN_SEED = 7;

export interface ModelFacts {
  calibration: Record<Situation, CalibrationCurve>;
  thresholds: Record<Situation, Thresholds>;
  metrics: object;
  support: Support;
}

/**
 * Returns the model's version. No time or place goes in: the same model gives the same files. All are written together
 * at the end, so that a training that fails leaves the model that was there.
 */
export async function writeArtifacts(
  folder: string,
  onnx: Uint8Array,
  facts: ModelFacts,
  baselines: Record<string, string | Uint8Array>,
): Promise<string> {
  const sha256 = createHash("sha256").update(onnx).digest("hex");
  const version = sha256.slice(0, 12);
  const manifest = { version, sha256, features: FEATURES.map(({ name }) => name), ...asJson(facts), golden: [] };
  // One golden vector per line, so that people can read the file.
  const golden = goldenVectors(parseTrees(onnx)).map((vector) => `    ${JSON.stringify(vector)}`);
  const text = JSON.stringify(manifest, null, 2).replace(/\[\]\n\}$/, `[\n${golden.join(",\n")}\n  ]\n}\n`);
  await mkdir(join(folder, BASELINES), { recursive: true });
  for (const [name, content] of Object.entries(baselines)) await writeWhole(join(folder, BASELINES, name), content);
  await writeWhole(join(folder, "model.onnx"), onnx);
  await writeWhole(join(folder, "manifest.json"), text);
  return version;
}

function asJson({ support, ...facts }: ModelFacts): object {
  return { ...facts, support: { ...support, commonUpToCents: Object.fromEntries(support.commonUpToCents) } };
}

/** Vectors from made-up payments, not from the training data: no real payment is in the repository. */
function goldenVectors(trees: Trees): Array<{ features: Array<number | null>; margin: number }> {
  const rows = madeUpRows(GOLDEN_VECTORS, GOLDEN_SEED);
  return Array.from({ length: GOLDEN_VECTORS }, (_, i) => {
    const row = rows.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT);
    return { features: Array.from(row, (value) => (Number.isNaN(value) ? null : value)), margin: marginOf(trees, row) };
  });
}
