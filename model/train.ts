// npm run model:train: from labelled payments to model.onnx and manifest.json, in one go.
import { basename, join } from "node:path";
import { mustTakeFiles } from "../local/folder.ts";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import type { Situation } from "../worker/features/situation.ts";
import { type CalibrationCurve, calibrate } from "../worker/scoring/calibration.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import { writeArtifacts } from "./artifacts.ts";
import { trainBaselines } from "./baselines.ts";
import { fitCalibration } from "./calibrationFit.ts";
import { checkExport } from "./checkExport.ts";
import { daysOf } from "./evaluation.ts";
import { fitModels } from "./fitModels.ts";
import { PARAMS } from "./hyperparameters.ts";
import type { Dataset } from "./labelledPayments.ts";
import { featureMatrix } from "./matrix.ts";
import { flagMetrics, rankingMetrics } from "./metrics.ts";
import { logRun, openExperiment, type Run, serverOf } from "./mlflow.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { runCommand, startStep } from "./progress.ts";
import { preparePython } from "./python.ts";
import { seededRandom } from "./random.ts";
import { mustBeTrainable, readTrainingData } from "./readTrainingData.ts";
import { supportOf } from "./support.ts";
import { remarkOn, thresholdsAsWished, type Wish } from "./thresholdOptions.ts";
import { HELD_OUT_ONE_IN, SITUATIONS, type TrainingSet, trainingSet } from "./trainingSet.ts";
import { HELP, type Options, readOptions } from "./trainOptions.ts";
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

  const data = await readTrainingData(options);
  const server = serverOf(process.env);
  mustBeTrainable(data, options);
  const experiment = server && (await openExperiment(server, process.env.MLFLOW_EXPERIMENT_NAME ?? "vigie"));
  await preparePython();
  const set = prepare(data, seed);
  const { modelJson, baseMargin, heldOutMargins } = await fitModels(set, { seed, rounds, threads });
  const onnx = encodeOnnx(readXgboostModel(modelJson, baseMargin), FEATURE_COUNT);
  await checkExport(onnx, set, threads);
  const days = daysOf(data) / HELD_OUT_ONE_IN;
  const judged = perSituation((situation) => judge(situation, set, heldOutMargins, options.wish, days));
  const baselines = await trainBaselines(set, { seed, threads });
  const facts = {
    calibration: perSituation((situation) => judged[situation].calibration),
    thresholds: perSituation((situation) => judged[situation].thresholds),
    metrics: { heldOutCards: perSituation((situation) => judged[situation].metrics) },
    support: supportOf(data),
  };
  const version = await writeArtifacts(out, onnx, facts, baselines);

  process.stdout.write(`Model ${version} is in ${out} (${(onnx.length / 1e6).toFixed(2)} MB). On held-out cards:\n`);
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
    const run = runOf(version, data, judged, options, startedAt);
    process.stdout.write(`Logged to MLflow: ${await logRun(server, experiment, run)}\n`);
  }
}

function prepare(data: Dataset, seed: number): TrainingSet {
  const step = startStep("Computing features");
  const whole = featureMatrix(data, "stream", { histories: new Map(), step });
  const random = seededRandom(seed);
  const forget = (): boolean => random() * FORGOTTEN_ONE_IN < 1;
  const young = featureMatrix(data, "stream", { histories: new Map(), forget, step });
  const set = trainingSet(data, whole, young, { seed, heldOutOneIn: HELD_OUT_ONE_IN });
  step.done(`${set.rows.toLocaleString("en")} training rows of ${FEATURE_COUNT} features`);
  return set;
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
  version: string,
  { rows, frauds }: Dataset,
  judged: Record<Situation, Judged>,
  { seed, trees, data, out }: Options,
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
    artifacts: { "model.onnx": join(out, "model.onnx"), "manifest.json": join(out, "manifest.json") },
  };
}

function perSituation<T>(value: (situation: Situation) => T): Record<Situation, T> {
  return { stream: value("stream"), first: value("first"), snapshot: value("snapshot") };
}

await runCommand(main);
