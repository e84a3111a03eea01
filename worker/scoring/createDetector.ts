// Brings a model up: checks what it is made of, proves it on its golden vectors, and falls back when ONNX Runtime fails.

import { calibrate } from "./calibration.ts";
import type { Detector } from "./detector.ts";
import { calibrationOf, type Manifest, readManifest, thresholdsOf } from "./model.ts";
import type { OnnxSession } from "./onnx.ts";
import { reasonsOf } from "./reasons.ts";
import { contributions } from "./shap.ts";
import { marginOf, parseTrees, type Trees } from "./trees.ts";

export interface ModelFiles {
  bytes: Uint8Array;
  /** Of `bytes`, in hex. */
  sha256: string;
  manifest: unknown;
  /** The feature catalogue's names, in order. */
  featureNames: readonly string[];
  openOnnx: (bytes: Uint8Array) => Promise<OnnxSession>;
}

type Margins = (rows: Float32Array) => Promise<Float32Array>;

/** Never throws: what is wrong with the model is the detector's `problem`. */
export async function createDetector(files: ModelFiles): Promise<Detector> {
  try {
    const manifest = readManifest(files.manifest);
    refuseMismatch(files, manifest);
    const trees = parseTrees(files.bytes);
    const width = manifest.features.length;
    const walk: Margins = async (rows) => walkAll(trees, rows, width);
    await prove(walk, manifest);
    try {
      const session = await files.openOnnx(files.bytes);
      const run: Margins = (rows) => session.run(rows, width);
      await prove(run, manifest);
      return detectorOf("onnx", null, run, trees, manifest);
    } catch (error) {
      return detectorOf("trees", messageOf(error), walk, trees, manifest);
    }
  } catch (error) {
    return withoutModel(messageOf(error));
  }
}

function refuseMismatch({ sha256, featureNames }: ModelFiles, manifest: Manifest): void {
  if (sha256 !== manifest.sha256) throw new Error("model.onnx is not the file that manifest.json was made with");
  if (featureNames.join() !== manifest.features.join()) {
    throw new Error("the model was trained on other features than the catalogue has: train it again");
  }
}

/** The margins of the golden vectors must come out to the last bit. */
async function prove(margins: Margins, { golden, features }: Manifest): Promise<void> {
  const rows = new Float32Array(golden.length * features.length);
  golden.forEach((vector, at) => {
    rows.set(
      vector.features.map((value) => value ?? Number.NaN),
      at * features.length,
    );
  });
  const answered = await margins(rows);
  const wrong = golden.findIndex(({ margin }, at) => answered[at] !== Math.fround(margin));
  if (wrong !== -1) throw new Error(`golden vector ${wrong} scores ${answered[wrong]}, not ${golden[wrong]?.margin}`);
}

function detectorOf(
  engine: "onnx" | "trees",
  problem: string | null,
  margins: Margins,
  trees: Trees,
  manifest: Manifest,
): Detector {
  return {
    version: manifest.version,
    engine,
    problem,
    async score(inputs) {
      const usable = inputs.flatMap(({ features }, at) =>
        features !== null && isFit(features) ? [{ features, at }] : [],
      );
      const answered = await marginsOfEach(
        margins,
        usable.map(({ features }) => features),
        manifest.features.length,
      );
      const scores = new Array<number | null>(inputs.length).fill(null);
      usable.forEach(({ at }, place) => {
        const margin = answered[place];
        const situation = inputs[at]?.situation;
        if (margin == null || !Number.isFinite(margin) || situation === undefined) return;
        scores[at] = calibrate(margin, calibrationOf(manifest, situation));
      });
      return scores;
    },
    thresholds: (situation) => thresholdsOf(manifest, situation),
    reasons: (features, payment, when) => reasonsOf(contributions(trees, features), features, payment, when),
  };
}

/** One run for all; when that fails, one by one, so that the row at fault fails alone. */
async function marginsOfEach(margins: Margins, list: Float32Array[], width: number): Promise<(number | null)[]> {
  if (list.length === 0) return [];
  const rows = new Float32Array(list.length * width);
  list.forEach((features, at) => {
    rows.set(features, at * width);
  });
  try {
    return [...(await margins(rows))];
  } catch {
    return Promise.all(
      list.map((features) =>
        margins(features).then(
          ([margin]) => margin ?? null,
          () => null,
        ),
      ),
    );
  }
}

/** NaN means missing, and every feature but the amount may be; an infinity is always a fault. */
function isFit(features: Float32Array): boolean {
  const [amount] = features;
  return Number.isFinite(amount) && features.every((value) => Number.isNaN(value) || Number.isFinite(value));
}

function walkAll(trees: Trees, rows: Float32Array, width: number): Float32Array {
  return Float32Array.from({ length: rows.length / width }, (_, at) => marginOf(trees, rows, at * width));
}

function withoutModel(problem: string): Detector {
  return {
    version: "none",
    engine: "none",
    problem,
    score: async (inputs) => inputs.map(() => null),
    thresholds: () => ({ review: 0, decline: 1 }),
    reasons: () => [],
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
