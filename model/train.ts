// npm run model:train: from labelled payments to model.onnx and manifest.json, in one go.
import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { FEATURE_COUNT } from "../worker/features/features.ts";
import { calibrate } from "../worker/scoring/calibration.ts";
import type { Situation } from "../worker/scoring/decision.ts";
import { writeArtifacts } from "./artifacts.ts";
import { fitCalibration } from "./calibrationFit.ts";
import { checkExport } from "./checkExport.ts";
import type { Dataset } from "./dataset.ts";
import { dataFilesIn, readDataset } from "./files.ts";
import { fitModels } from "./fitModels.ts";
import { featureMatrix } from "./matrix.ts";
import { flagMetrics, rankingMetrics } from "./metrics.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { BadInput, runCommand, startStep } from "./progress.ts";
import { preparePython } from "./python.ts";
import { seededRandom } from "./random.ts";
import { simulatedDataset } from "./simulated.ts";
import { DECLINE_FROM, REVIEW_FROM } from "./thresholds.ts";
import { SITUATIONS, type TrainingSet, trainingSet } from "./trainingSet.ts";
import { readXgboostModel } from "./xgboostModel.ts";

const HELP = `Trains the fraud model and writes model.onnx and manifest.json.

  npm run model:train -- --data DIR|FILE|simulator [--out DIR] [--seed N] [--rows N] [--trees N] [--threads N]

  --data      a Kaggle CSV or parquet file; or a folder holding some: every file with "train" in its name but samples,
              or all where none has; or "simulator": payments made up by our own simulator. May be given more than once
  --out       where the artifacts go (model/artifacts)
  --seed      of all that is left to chance (1): same data, same seed, same bytes
  --rows      use only the first N payments (all)
  --trees     how many trees (400)
  --threads   for XGBoost (2)
`;

/** Calibration, and the figures in the manifest, come from a model that never saw one card in so many. */
const HELD_OUT_ONE_IN = 3;
/** Young histories begin anew at one payment in so many: about once a month for a usual card. */
const FORGOTTEN_ONE_IN = 80;
/** Small enough to be trained on in a minute. */
const SIMULATED = { cards: 300, from: Date.UTC(2025, 0, 1), days: 240 };

interface Options {
  data: string[];
  out: string;
  seed: number;
  rows: number;
  trees: number;
  threads: number;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) return void process.stdout.write(HELP);
  const { seed, trees: rounds, threads } = options;

  const data = await readTrainingData(options);
  await preparePython();
  const set = prepare(data, seed);
  const { modelJson, baseMargin, heldOutMargins } = await fitModels(set, { seed, rounds, threads });
  const onnx = encodeOnnx(readXgboostModel(modelJson, baseMargin), FEATURE_COUNT);
  await checkExport(onnx, set, threads);

  const judged = perSituation((situation) => {
    const { positions, fraud, weights } = set.heldOutOf(situation);
    const margins = Float64Array.from(positions, (i) => heldOutMargins[i] ?? 0);
    const calibration = fitCalibration(margins, fraud, weights);
    const scores = margins.map((margin) => calibrate(margin, calibration));
    const declined = Uint8Array.from(scores, (score) => (score >= DECLINE_FROM ? 1 : 0));
    const { precision, recall } = flagMetrics({ fraud, weights }, declined);
    return { calibration, metrics: { ...rankingMetrics({ scores, fraud, weights }), precision, recall } };
  });
  const version = writeArtifacts(options.out, onnx, {
    calibration: perSituation((situation) => judged[situation].calibration),
    thresholds: perSituation(() => ({ review: REVIEW_FROM, decline: DECLINE_FROM })),
    metrics: { heldOutCards: perSituation((situation) => judged[situation].metrics) },
  });

  process.stdout.write(
    `Model ${version} is in ${options.out} (${(onnx.length / 1e6).toFixed(2)} MB). On held-out cards:\n`,
  );
  for (const situation of SITUATIONS) {
    const { prAuc, precision, recall } = judged[situation].metrics;
    process.stdout.write(
      `  ${situation.padEnd(8)}  PR-AUC ${prAuc.toFixed(4)}   declined: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n`,
    );
  }
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      data: { type: "string", multiple: true },
      out: { type: "string", default: join(import.meta.dirname, "artifacts") },
      seed: { type: "string", default: "1" },
      rows: { type: "string", default: String(Number.MAX_SAFE_INTEGER) },
      trees: { type: "string", default: "400" },
      threads: { type: "string", default: "2" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  if (values.data === undefined) throw new BadInput("--data is missing; see --help");
  return {
    data: values.data,
    out: resolve(values.out),
    seed: wholeNumber("seed", values.seed),
    rows: wholeNumber("rows", values.rows),
    trees: wholeNumber("trees", values.trees),
    threads: wholeNumber("threads", values.threads),
  };
}

async function readTrainingData({ data: sources, seed, rows }: Options): Promise<Dataset> {
  const data = sources.includes("simulator")
    ? simulate(seed)
    : await readDataset(sources.flatMap(trainingFiles), { rows });
  if (data.frauds === 0 || data.frauds === data.rows) {
    throw new BadInput(
      `${sources.join(", ")}: all ${data.rows} rows have the same is_fraud; training needs both kinds`,
    );
  }
  return data;
}

function simulate(seed: number): Dataset {
  const step = startStep(`Making up payments of ${SIMULATED.cards} cards`);
  const data = simulatedDataset({ seed, ...SIMULATED }, step);
  step.done(`${data.rows.toLocaleString("en")} payments, ${data.frauds.toLocaleString("en")} frauds`);
  return data;
}

function trainingFiles(path: string): string[] {
  if (!existsSync(path)) throw new BadInput(`${path}: no such file or folder`);
  if (!statSync(path).isDirectory()) return [path];
  const files = dataFilesIn(path);
  if (files.length === 0) throw new BadInput(`${path}: no .csv or .parquet file in this folder`);
  const training = files.filter((file) => /train/i.test(basename(file)) && !/sample/i.test(basename(file)));
  return training.length > 0 ? training : files;
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

function perSituation<T>(value: (situation: Situation) => T): Record<Situation, T> {
  return { stream: value("stream"), first: value("first"), snapshot: value("snapshot") };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw new BadInput(`--${name} must be a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

await runCommand(main);
