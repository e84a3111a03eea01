// npm run model:train: from labelled payments to bundle.zip, in one go.
import { basename } from "node:path";
import { mustTakeFiles } from "../local/folder.ts";
import { createFeatures, FEATURE_COUNT, type FeaturesOf } from "../worker/features/compute.ts";
import type { Situation } from "../worker/features/situation.ts";
import { type CalibrationCurve, calibrate } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import { keptCore, type MadeCore, makeCore, tablesIn, writeArtifacts } from "./artifacts.ts";
import { trainBaselines } from "./baselines.ts";
import { BUNDLE } from "./bundleFile.ts";
import { fitCalibration } from "./calibrationFit.ts";
import { checkExport } from "./checkExport.ts";
import { daysOf } from "./evaluation.ts";
import { countTables, type TablesFile } from "./evidence.ts";
import { fitModels } from "./fitModels.ts";
import { PARAMS } from "./hyperparameters.ts";
import type { Dataset } from "./labelledPayments.ts";
import { featureMatrix, type Matrix } from "./matrix.ts";
import { flagMetrics, rankingMetrics } from "./metrics.ts";
import { logRun, openExperiment, type Run, serverOf } from "./mlflow.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { runCommand, startStep } from "./progress.ts";
import { preparePython } from "./python.ts";
import { seededRandom } from "./random.ts";
import { mustBeTrainable, readTrainingData } from "./readTrainingData.ts";
import { remarkOn, thresholdsAsWished, type Wish } from "./thresholdOptions.ts";
import { HELD_OUT_ONE_IN, SITUATIONS, type TrainingSet, trainingSet } from "./trainingSet.ts";
import { HELP, type Options, readOptions } from "./trainOptions.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { readXgboostModel } from "./xgboostModel.ts";

/** Young histories begin anew at one in this many payments: about once a month for a usual card. */
const FORGOTTEN_ONE_IN = 80;

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) return void process.stdout.write(HELP);
  const { seed, trees: rounds, threads, out } = options;
  const startedAt = Date.now();
  // Checked before training, as is the server below: nobody should learn after ten minutes that the result cannot be
  // kept.
  await mustTakeFiles(out);

  const kept = options.treesOf === null ? null : keptCore(options.treesOf);
  const data = await readTrainingData(options);
  if (kept !== null) return renew(data, kept, out);
  const server = serverOf(process.env);
  mustBeTrainable(data, options);
  const experiment = server && (await openExperiment(server, process.env.MLFLOW_EXPERIMENT_NAME ?? "vigie"));
  await preparePython();
  const tables = tablesOf(data);
  const featuresOf = createFeatures(tablesIn(tables));
  const { set, stream } = prepare(data, featuresOf, seed);
  const { modelJson, baseMargin, heldOutMargins } = await fitModels(set, { seed, rounds, threads });
  const onnx = encodeOnnx(readXgboostModel(modelJson, baseMargin), FEATURE_COUNT);
  await checkExport(onnx, set, featuresOf, threads);
  const days = daysOf(data) / HELD_OUT_ONE_IN;
  const judged = perSituation((situation) => judge(situation, set, heldOutMargins, options.wish, days));
  const baselines = await trainBaselines(set, { seed, threads });
  const facts = {
    calibration: perSituation((situation) => judged[situation].calibration),
    thresholds: perSituation((situation) => judged[situation].thresholds),
    metrics: { heldOutCards: perSituation((situation) => judged[situation].metrics) },
  };
  const { version, file } = await writeArtifacts(out, makeCore(onnx, tables, facts), { data, stream }, baselines);

  process.stdout.write(
    `Model ${version} is in ${file} (${(onnx.length / 1e6).toFixed(2)} MB of trees). On held-out cards:\n`,
  );
  for (const situation of SITUATIONS) {
    const { thresholds, metrics } = judged[situation];
    const { prAuc, precision, recall } = metrics;
    process.stdout.write(
      `  ${situation.padEnd(8)}  PR-AUC ${prAuc.toFixed(4)}   declined: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n`,
    );
    const remark = remarkOn(thresholds, options.wish);
    if (remark !== null) process.stdout.write(`            ${remark}\n`);
  }
  if (server !== null && experiment !== null) {
    const run = runOf({ version, file }, data, judged, options, startedAt);
    process.stdout.write(`Logged to MLflow: ${await logRun(server, experiment, run)}\n`);
  }
}

/** Keeps the trees of a bundle, with all that belongs to them, and says anew what the data says of itself. */
async function renew(data: Dataset, kept: MadeCore, out: string): Promise<void> {
  const step = startStep("Computing features");
  const featuresOf = createFeatures(kept.core.tables);
  const stream = featureMatrix(data, "stream", { featuresOf, histories: new Map(), step });
  step.done(`${stream.rows.toLocaleString("en")} payments`);
  const { version, file } = await writeArtifacts(out, kept, { data, stream }, {});
  process.stdout.write(`Model ${version} is in ${file}: the same trees, and what this data says beside them\n`);
}

function tablesOf(data: Dataset): TablesFile {
  const step = startStep("Counting how much amounts and hours look like fraud");
  const tables = countTables(data, vocabularyOf(data));
  step.done(`${tables.vocabulary.length} categories, ages parted at ${tables.ageBorders.join(" and ")}`);
  return tables;
}

function prepare(data: Dataset, featuresOf: FeaturesOf, seed: number): { set: TrainingSet; stream: Matrix } {
  const step = startStep("Computing features");
  const stream = featureMatrix(data, "stream", { featuresOf, histories: new Map(), step });
  const random = seededRandom(seed);
  const forget = (): boolean => random() * FORGOTTEN_ONE_IN < 1;
  const young = featureMatrix(data, "stream", { featuresOf, histories: new Map(), forget, step });
  const set = trainingSet(data, stream, young, { featuresOf, seed, heldOutOneIn: HELD_OUT_ONE_IN });
  step.done(`${set.rows.toLocaleString("en")} training rows of ${FEATURE_COUNT} features`);
  return { set, stream };
}

interface Judged {
  calibration: CalibrationCurve;
  thresholds: Thresholds;
  metrics: Record<"prAuc" | "rocAuc" | "recallAt1PercentFpr" | "precision" | "recall", number>;
}

/**
 * Judges by the held-out cards. Their payments are a part of all payments, so they stand for those of `days` days of
 * all cards.
 */
function judge(situation: Situation, set: TrainingSet, heldOutMargins: Float32Array, wish: Wish, days: number): Judged {
  const { positions, fraud, weights } = set.heldOutOf(situation);
  const margins = Float64Array.from(positions, (i) => heldOutMargins[i] ?? 0);
  const calibration = fitCalibration(margins, fraud, weights);
  const scores = margins.map((margin) => calibrate(margin, calibration));
  const thresholds = thresholdsAsWished(wish, { scores, weights }, days);
  const declined = Uint8Array.from(scores, (score) => (score >= thresholds.decline ? 1 : 0));
  const { precision, recall } = flagMetrics({ fraud, weights }, declined);
  return { calibration, thresholds, metrics: { ...rankingMetrics({ scores, fraud, weights }), precision, recall } };
}

/** The run as it is told to MLflow. */
function runOf(
  { version, file }: { version: string; file: string },
  { rows, frauds }: Dataset,
  judged: Record<Situation, Judged>,
  { seed, trees, data }: Options,
  startedAt: number,
): Run {
  const metrics: Record<string, number> = { rows, frauds };
  for (const situation of SITUATIONS) {
    const { thresholds, metrics: measured } = judged[situation];
    for (const [name, value] of Object.entries({ ...thresholds, ...measured })) metrics[`${situation}.${name}`] = value;
  }
  return {
    name: version,
    startedAt,
    endedAt: Date.now(),
    parameters: { ...PARAMS, seed, trees, features: FEATURE_COUNT, data: data.map((path) => basename(path)).join() },
    metrics,
    artifacts: { [BUNDLE]: file },
  };
}

function perSituation<T>(value: (situation: Situation) => T): Record<Situation, T> {
  return { stream: value("stream"), first: value("first"), snapshot: value("snapshot") };
}

await runCommand(main);
