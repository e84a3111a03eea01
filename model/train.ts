// npm run model:train: from labelled payments to model/artifacts, in one go.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { FEATURES } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT } from "../worker/features/features.ts";
import { type CalibrationCurve, calibrate } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/decide.ts";
import type { Situation } from "../worker/scoring/decision.ts";
import { marginOf, parseTrees } from "../worker/scoring/trees.ts";
import { fitCalibration } from "./calibrationFit.ts";
import { edgeRows, madeUpRows } from "./checkRows.ts";
import type { Dataset } from "./dataset.ts";
import { dataFilesIn, readDataset } from "./files.ts";
import { featureMatrix } from "./matrix.ts";
import { flagMetrics, rankingMetrics, type Scored } from "./metrics.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { BadInput, runCommand, startStep } from "./progress.ts";
import { preparePython, runTrainer } from "./python.ts";
import { openRuntime } from "./runtime.ts";
import { SITUATIONS, type TrainingSet, trainingSet } from "./trainingSet.ts";
import { readXgboostModel } from "./xgboostModel.ts";

const HELP = `Trains the fraud model and writes model.onnx and manifest.json.

  npm run model:train -- --data DIR|FILE|simulator [--out DIR] [--seed N] [--trees N] [--threads N]

  --data      a Kaggle CSV or parquet file, or a folder holding some: every file whose name has "train" in it
              (all of them where none has); may be given more than once
  --out       where the artifacts go (model/artifacts)
  --seed      of everything left to chance (1)
  --rows      use only the first N rows (all)
  --trees     how many trees (300)
  --threads   for XGBoost (2)
`;

const WORK = join(import.meta.dirname, "work");
const BASE_MARGIN = -3;
const FOLDS = 3;
/** A probability above which declining is cheaper than letting pass: a false decline costs half a missed fraud. */
const DECLINE_AT = 1 / 3;
/** Looking at a payment costs a twentieth of a missed fraud. */
const REVIEW_AT = 1 / 21;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string", multiple: true },
      out: { type: "string", default: join(import.meta.dirname, "artifacts") },
      seed: { type: "string", default: "1" },
      trees: { type: "string", default: "300" },
      threads: { type: "string", default: "2" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (values.data === undefined) throw new BadInput("--data is missing; see --help");
  const seed = wholeNumber("seed", values.seed);
  const rounds = wholeNumber("trees", values.trees);
  const threads = wholeNumber("threads", values.threads);

  const data = await readDataset(values.data.flatMap(trainingFiles));
  if (data.frauds === 0 || data.frauds === data.rows) {
    throw new BadInput(
      `${values.data.join(", ")}: all ${data.rows} rows have the same is_fraud; training needs both kinds`,
    );
  }
  await preparePython();
  const set = prepare(data, seed);
  const params = { ...PARAMS, seed, nthread: threads };
  const outOfFold = await trainModels(set, params, rounds);

  const trees = readXgboostModel(readFileSync(join(WORK, "model.json"), "utf8"), BASE_MARGIN);
  const onnx = encodeOnnx(trees, FEATURE_COUNT);
  await check(onnx, set, threads);

  const calibration = perSituation((situation) => calibrationOf(set, outOfFold, situation));
  const thresholds = perSituation((): Thresholds => ({ review: REVIEW_AT, decline: DECLINE_AT }));
  const metrics = perSituation((situation) => {
    const scored = scoredOf(set, outOfFold, situation, calibration[situation]);
    const declined = Uint8Array.from(scored.scores, (score) => (score >= thresholds[situation].decline ? 1 : 0));
    const { precision, recall, f1 } = flagMetrics(scored, declined);
    return { ...rankingMetrics(scored), precision, recall, f1 };
  });
  write(resolve(values.out), onnx, { calibration, thresholds, metrics: { outOfFold: metrics } });
  for (const situation of SITUATIONS) {
    const { prAuc, recall, precision } = metrics[situation];
    console.log(
      `${situation}: PR-AUC ${prAuc.toFixed(4)} on held-out cards; declined: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
    );
  }
}

const PARAMS = {
  objective: "binary:logitraw",
  base_score: BASE_MARGIN,
  tree_method: "hist",
  grow_policy: "lossguide",
  max_depth: 0,
  max_leaves: 63,
  max_bin: 256,
  eta: 0.1,
  min_child_weight: 5,
  subsample: 0.8,
  colsample_bytree: 0.6,
};

function trainingFiles(path: string): string[] {
  if (!existsSync(path)) throw new BadInput(`${path}: no such file or folder`);
  if (!statSync(path).isDirectory()) return [path];
  const files = dataFilesIn(path);
  if (files.length === 0) throw new BadInput(`${path}: no .csv or .parquet file in this folder`);
  const named = files.filter(
    (file) => /train/i.test(file.slice(path.length)) && !/sample/i.test(file.slice(path.length)),
  );
  return named.length > 0 ? named : files;
}

function prepare(data: Dataset, seed: number): TrainingSet {
  const step = startStep("Computing features");
  const matrix = featureMatrix(data, "stream", new Map(), step);
  const set = trainingSet(data, matrix, { seed, folds: FOLDS });
  step.done(`${set.rows.toLocaleString("en")} training rows of ${FEATURE_COUNT} features`);
  return set;
}

async function trainModels(set: TrainingSet, params: object, rounds: number): Promise<Float32Array> {
  mkdirSync(WORK, { recursive: true });
  const file = (name: string): string => join(WORK, name);
  writeFileSync(file("features.f32"), set.features);
  writeFileSync(file("labels.u8"), set.fraud);
  writeFileSync(file("weights.f32"), set.trainingWeights);
  writeFileSync(file("folds.u8"), set.foldOf);
  const job = {
    features: file("features.f32"),
    labels: file("labels.u8"),
    weights: file("weights.f32"),
    foldOf: file("folds.u8"),
    folds: FOLDS,
    width: FEATURE_COUNT,
    params,
    rounds,
    outOfFold: file("out-of-fold.f32"),
    model: file("model.json"),
  };
  writeFileSync(file("fit.json"), JSON.stringify(job));
  const step = startStep(`Training ${FOLDS} models for calibration and the final one (XGBoost)`);
  await runTrainer("fit", file("fit.json"), step);
  step.done(`${rounds} trees each`);
  return readFloats(job.outOfFold);
}

/** The file we ship must answer what XGBoost answers, to the last bit, by both engines. */
async function check(onnx: Uint8Array, set: TrainingSet, threads: number): Promise<void> {
  const step = startStep("Checking the ONNX file against XGBoost");
  const trees = parseTrees(onnx);
  const sampled = Math.min(10_000, set.rows);
  const stride = Math.floor(set.rows / sampled);
  const rows = new Float32Array((sampled + 5000 + 5000) * FEATURE_COUNT);
  for (let i = 0; i < sampled; i++) {
    const from = i * stride * FEATURE_COUNT;
    rows.set(set.features.subarray(from, from + FEATURE_COUNT), i * FEATURE_COUNT);
  }
  rows.set(madeUpRows(5000, 1), sampled * FEATURE_COUNT);
  rows.set(edgeRows(trees, 5000, 1), (sampled + 5000) * FEATURE_COUNT);
  const file = (name: string): string => join(WORK, name);
  writeFileSync(file("check.f32"), rows);
  const job = {
    features: file("check.f32"),
    width: FEATURE_COUNT,
    model: file("model.json"),
    threads,
    margins: file("check-margins.f32"),
    explained: 200,
    contributions: file("check-contributions.f32"),
  };
  writeFileSync(file("predict.json"), JSON.stringify(job));
  await runTrainer("predict", file("predict.json"), step);
  const expected = readFloats(job.margins);
  const runtime = await openRuntime(onnx, FEATURE_COUNT);
  const answered = await runtime.margins(rows);
  for (let i = 0; i < expected.length; i++) {
    const walked = marginOf(trees, rows, i * FEATURE_COUNT);
    if (!Object.is(expected[i], answered[i]) || !Object.is(expected[i], walked)) {
      throw new Error(`row ${i}: XGBoost says ${expected[i]}, ONNX Runtime ${answered[i]}, the tree walker ${walked}`);
    }
  }
  step.done(`${expected.length.toLocaleString("en")} margins equal to the last bit`);
}

function calibrationOf(set: TrainingSet, outOfFold: Float32Array, situation: Situation): CalibrationCurve {
  const { positions, fraud, weights } = set.of(situation);
  return fitCalibration(
    Float64Array.from(positions, (i) => outOfFold[i] ?? 0),
    fraud,
    weights,
  );
}

function scoredOf(set: TrainingSet, outOfFold: Float32Array, situation: Situation, curve: CalibrationCurve): Scored {
  const { positions, fraud, weights } = set.of(situation);
  return { scores: Float64Array.from(positions, (i) => calibrate(outOfFold[i] ?? 0, curve)), fraud, weights };
}

function perSituation<T>(value: (situation: Situation) => T): Record<Situation, T> {
  return { stream: value("stream"), first: value("first"), snapshot: value("snapshot") };
}

function write(folder: string, onnx: Uint8Array, facts: object): void {
  const sha256 = createHash("sha256").update(onnx).digest("hex");
  const trees = parseTrees(onnx);
  const rows = madeUpRows(36, 7);
  const golden = Array.from({ length: 36 }, (_, i) => {
    const row = rows.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT);
    return { features: Array.from(row, (x) => (Number.isNaN(x) ? null : x)), margin: marginOf(trees, row) };
  });
  const manifest = {
    version: sha256.slice(0, 12),
    sha256,
    features: FEATURES.map((feature) => feature.name),
    ...facts,
    golden,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "model.onnx"), onnx);
  // One golden vector a line: a file that people can still look at.
  const text = JSON.stringify({ ...manifest, golden: [] }, null, 2).replace(
    /\[\]\n\}$/,
    `[\n${golden.map((vector) => `    ${JSON.stringify(vector)}`).join(",\n")}\n  ]\n}\n`,
  );
  writeFileSync(join(folder, "manifest.json"), text);
  console.log(`Wrote ${folder}: model ${manifest.version}, ${(onnx.length / 1e6).toFixed(2)} MB`);
}

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new BadInput(`--${name} must be a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

await runCommand(main);
