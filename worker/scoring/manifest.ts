// The facts about the shipped model that are not in its trees: model/artifacts/manifest.json, read and checked.

import type { Situation } from "../features/situation.ts";
import type { CalibrationCurve } from "./calibration.ts";
import type { Thresholds } from "./detector.ts";
import type { Support } from "./support.ts";

/** A row of features and the margin that every engine must compute for it, exact to the last bit. */
export interface GoldenVector {
  /** NaN for a missing feature (null in the file). */
  features: Float32Array;
  margin: number;
}

export interface Manifest {
  /** First 12 hex digits of `sha256`. */
  version: string;
  /** SHA-256 of model.onnx, in hex. */
  sha256: string;
  /** Names in input order. */
  features: string[];
  calibration: Record<Situation, CalibrationCurve>;
  thresholds: Record<Situation, Thresholds>;
  support: Support;
  golden: GoldenVector[];
}

export function readManifest(json: unknown): Manifest {
  const root = objectAt(json, "manifest");
  const sha256 = textAt(root, "sha256", /^[0-9a-f]{64}$/);
  const version = textAt(root, "version", /^[0-9a-f]{12}$/);
  if (!sha256.startsWith(version)) throw new Error("manifest: version is not the beginning of sha256");
  const features = arrayAt(root, "features").map((name, i) => {
    if (typeof name !== "string") throw new Error(`manifest: features[${i}] must be a name`);
    return name;
  });
  const calibration = objectAt(root.calibration, "calibration");
  const thresholds = objectAt(root.thresholds, "thresholds");
  return {
    version,
    sha256,
    features,
    calibration: {
      stream: curveAt(calibration.stream, "calibration.stream"),
      first: curveAt(calibration.first, "calibration.first"),
      snapshot: curveAt(calibration.snapshot, "calibration.snapshot"),
    },
    thresholds: {
      stream: thresholdsAt(thresholds.stream, "thresholds.stream"),
      first: thresholdsAt(thresholds.first, "thresholds.first"),
      snapshot: thresholdsAt(thresholds.snapshot, "thresholds.snapshot"),
    },
    support: supportAt(root.support),
    golden: arrayAt(root, "golden").map((vector, i) => goldenAt(vector, `golden[${i}]`, features.length)),
  };
}

export function calibrationOf(manifest: Manifest, situation: Situation): CalibrationCurve {
  return manifest.calibration[situation];
}

export function thresholdsOf(manifest: Manifest, situation: Situation): Thresholds {
  return manifest.thresholds[situation];
}

function curveAt(json: unknown, where: string): CalibrationCurve {
  const curve = objectAt(json, where);
  const margins = numbersAt(curve, "margins", where);
  const logOdds = numbersAt(curve, "logOdds", where);
  if (margins.length < 2 || margins.length !== logOdds.length) {
    throw new Error(`manifest: ${where} needs two points or more, as many margins as logOdds`);
  }
  for (const [name, values] of Object.entries({ margins, logOdds })) {
    if (values.some((value, i) => i > 0 && value <= (values[i - 1] ?? value))) {
      throw new Error(`manifest: ${where}.${name} must grow from point to point`);
    }
  }
  return { margins, logOdds };
}

function thresholdsAt(json: unknown, where: string): Thresholds {
  const { review, decline } = objectAt(json, where);
  if (typeof review !== "number" || typeof decline !== "number" || !(0 < review && review <= decline && decline <= 1)) {
    throw new Error(`manifest: ${where} needs 0 < review ≤ decline ≤ 1`);
  }
  return { review, decline };
}

function supportAt(json: unknown): Support {
  // A model of an older version is refused: nobody would know where its score says little.
  if (json === undefined) throw new Error("manifest: support is missing: train the model again");
  const support = objectAt(json, "support");
  const common = objectAt(support.commonUpToCents, "support.commonUpToCents");
  const names = Object.keys(common);
  if (names.length === 0) throw new Error("manifest: support.commonUpToCents names no category");
  return {
    usualCents: centsAt(support, "usualCents", "support"),
    highestFraudCents: centsAt(support, "highestFraudCents", "support"),
    commonUpToCents: new Map(names.map((name) => [name, centsAt(common, name, "support.commonUpToCents")])),
  };
}

function goldenAt(json: unknown, where: string, width: number): GoldenVector {
  const vector = objectAt(json, where);
  const values = arrayAt(vector, "features", where).map((value, i) => {
    if (value === null) return Number.NaN;
    if (typeof value !== "number") throw new Error(`manifest: ${where}.features[${i}] must be a number or null`);
    return value;
  });
  if (values.length !== width) throw new Error(`manifest: ${where} has ${values.length} features, not ${width}`);
  if (typeof vector.margin !== "number") throw new Error(`manifest: ${where}.margin must be a number`);
  return { features: Float32Array.from(values), margin: vector.margin };
}

function objectAt(json: unknown, where: string): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new Error(`manifest: ${where} must be an object`);
  }
  return { ...json };
}

function arrayAt(object: Record<string, unknown>, field: string, where = ""): unknown[] {
  const value = object[field];
  if (!Array.isArray(value)) throw new Error(`manifest: ${where === "" ? field : `${where}.${field}`} must be a list`);
  return value;
}

function numbersAt(object: Record<string, unknown>, field: string, where: string): number[] {
  return arrayAt(object, field, where).map((value) => {
    if (typeof value !== "number") throw new Error(`manifest: ${where}.${field} must hold numbers only`);
    return value;
  });
}

function centsAt(object: Record<string, unknown>, field: string, where: string): number {
  const value = object[field];
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw new Error(`manifest: ${where}.${field} must be a whole number of cents above 0`);
}

function textAt(object: Record<string, unknown>, field: string, shape: RegExp): string {
  const value = object[field];
  if (typeof value !== "string" || !shape.test(value)) throw new Error(`manifest: ${field} must match ${shape.source}`);
  return value;
}
