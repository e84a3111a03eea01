// Starts a model: proves its bundle on golden vectors, and falls back to the trees when ONNX Runtime fails.

import type { FeaturesOf } from "../features/compute.ts";
import { LONGEST_WINDOW_DAYS } from "../features/days.ts";
import type { Tables } from "../features/tables.ts";
import type { Bundle, BundleReading } from "./bundle.ts";
import { calibrate } from "./calibration.ts";
import type { Detector, OnnxSession } from "./detector.ts";
import { calibrationOf, thresholdsOf } from "./manifest.ts";
import { type Margins, proveFeatures, proveMargins } from "./proveGolden.ts";
import { contributions } from "./shap.ts";
import { joined, parseTrees, type Trees, walkAll } from "./trees.ts";

/** What a model runs on. */
export interface Machinery {
  /** Names of the features that every model reads first, in order. */
  featureNames: readonly string[];
  /** Whether a model may read this feature besides. Left out: none. */
  serves?: (feature: string) => boolean;
  createFeatures: (tables: Tables, names: readonly string[]) => FeaturesOf;
  openOnnx: (bytes: Uint8Array) => Promise<OnnxSession>;
}

interface Session {
  run: Margins;
  release: () => Promise<void>;
}

interface Model {
  bundle: Bundle;
  trees: Trees;
  featuresOf: FeaturesOf;
  daysRead: number;
}

/** Never throws: what is wrong with the model is the detector's `problem`. */
export async function createDetector(
  reading: BundleReading,
  { featureNames, serves = () => false, createFeatures, openOnnx }: Machinery,
): Promise<Detector> {
  if (!reading.ok) return withoutModel(reading.problem);
  const { bundle } = reading;
  const { manifest, golden } = bundle;
  try {
    if (featureNames.join() !== manifest.features.slice(0, featureNames.length).join()) {
      throw new Error("the model was trained on other features than the catalogue has: train it again");
    }
    const more = manifest.features.slice(featureNames.length);
    const unknown = more.find((name) => !serves(name));
    if (unknown !== undefined) {
      throw new Error(
        `the model reads the feature ${unknown}, which this version of Vigie does not know: train it again`,
      );
    }
    const model = {
      bundle,
      trees: parseTrees(bundle.onnx),
      featuresOf: createFeatures(bundle.tables, manifest.features),
      daysRead: daysReadBy(more, bundle.tables),
    };
    const width = manifest.features.length;
    // Otherwise a score would hang on whatever lies behind the row in memory, such as the next payment.
    if (model.trees.feature.some((tested) => tested >= width)) {
      throw new Error(`a tree of the model tests a feature behind the ${width} that there are`);
    }
    await proveMargins(async (rows) => walkAll(model.trees, rows, width), golden);
    proveFeatures(golden, model.featuresOf, manifest);
    // The tables for explaining are made at their first use: that happens here, not while somebody waits for an answer.
    // A first payment has the fewest features, so that it costs least.
    const plain = golden.find(({ situation }) => situation === "first") ?? golden[0];
    if (plain !== undefined) contributions(model.trees, plain.features);
    try {
      const session = await openOnnx(bundle.onnx);
      const run: Margins = (rows) => session.run(rows, width);
      try {
        await proveMargins(run, golden);
      } catch (error) {
        await session.release().catch(() => undefined);
        throw error;
      }
      return detectorOf(model, { run, release: () => session.release() }, null);
    } catch (error) {
      return detectorOf(model, null, messageOf(error));
    }
  } catch (error) {
    return withoutModel(messageOf(error));
  }
}

/** Scores by the session. When that is null or fails, the tree walker scores for the rest of the isolate's life. */
function detectorOf(
  { bundle, trees, featuresOf, daysRead }: Model,
  session: Session | null,
  problem: string | null,
): Detector {
  const { version, manifest, tables, support, reference } = bundle;
  const width = manifest.features.length;

  const detector: Detector = {
    version,
    engine: session === null ? "trees" : "onnx",
    problem,
    async score(inputs) {
      const usable = inputs.flatMap(({ features, situation }, at) =>
        features !== null && isFit(features, width) ? [{ features, situation, at }] : [],
      );
      const margins = await marginsOf(usable.map(({ features }) => features));
      const scores = new Array<number | null>(inputs.length).fill(null);
      usable.forEach(({ situation, at }, place) => {
        const margin = margins[place] ?? Number.NaN;
        if (Number.isFinite(margin)) scores[at] = calibrate(margin, calibrationOf(manifest, situation));
      });
      return scores;
    },
    thresholds: (situation) => thresholdsOf(manifest, situation),
    support,
    reference,
    featuresOf,
    ...(daysRead === 0 ? {} : { daysRead }),
    ...(tables.pastWords === true ? { readsPastWords: true } : {}),
    contributions: (features) => contributions(trees, features),
    async close() {
      if (detector.engine !== "onnx") return;
      detector.engine = "trees";
      detector.problem = "it was closed";
      await session?.release();
    },
  };
  return detector;

  async function marginsOf(rows: Float32Array[]): Promise<Float32Array> {
    const all = joined(rows);
    if (rows.length > 0 && session !== null && detector.engine === "onnx") {
      try {
        return await session.run(all);
      } catch (error) {
        // A run that fails has usually killed the runtime. The walker gives the same scores, to the last bit.
        detector.engine = "trees";
        detector.problem = messageOf(error);
      }
    }
    return walkAll(trees, all, width);
  }
}

/** Of a model with these features behind those of the catalogue. Columns of one's own come with the payment. */
export function daysReadBy(more: readonly string[], { truth }: Pick<Tables, "truth">): number {
  if (more.every((name) => name.startsWith("extra."))) return 0;
  return LONGEST_WINDOW_DAYS + (truth?.delayDays ?? 0);
}

/**
 * NaN means missing and is allowed for every feature but the amount: no payment without one is in the training data, and the shipped
 * trees would decline nearly all such payments. An infinity is always a fault.
 */
function isFit(features: Float32Array, width: number): boolean {
  if (features.length !== width || !Number.isFinite(features[0])) return false;
  for (const value of features) if (Math.abs(value) === Number.POSITIVE_INFINITY) return false;
  return true;
}

function withoutModel(problem: string): Detector {
  return {
    version: "none",
    engine: "none",
    problem,
    score: async (inputs) => inputs.map(() => null),
    thresholds: () => ({ review: 0, decline: 1 }),
    support: null,
    reference: null,
    featuresOf: null,
    contributions: (features) => new Float64Array(features.length),
    close: async () => undefined,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
