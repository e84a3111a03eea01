// npm run model:train: from labelled payments to bundle.zip, in one go.
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { mustTakeFiles } from "../local/folder.ts";
import { writeWhole } from "../local/wholeFile.ts";
import { createFeatures, FEATURE_COUNT } from "../worker/features/compute.ts";
import { keptCore, type MadeCore, makeCore, tablesIn, writeArtifacts } from "./artifacts.ts";
import { trainBaselines } from "./baselines.ts";
import { BUNDLE } from "./bundleFile.ts";
import { cardText } from "./card.ts";
import { checkExport } from "./checkExport.ts";
import { daysOf } from "./evaluation.ts";
import { fitModels } from "./fitModels.ts";
import { PARAMS, type Params } from "./hyperparameters.ts";
import { type BySituation, eachOf, type Judged, judge, mustBeWorthKeeping, perSituation } from "./judge.ts";
import type { Dataset } from "./labelledPayments.ts";
import { featureMatrix } from "./matrix.ts";
import { logRun, openExperiment, openModel, type Run, registerRun, type Server, serverOf } from "./mlflow.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { ownFileAt } from "./ownPayments.ts";
import { countedTables, preparedRows } from "./preparation.ts";
import { BadInput, runCommand, startStep } from "./progress.ts";
import { preparePython } from "./python.ts";
import { mustBeTrainable, readTrainingData } from "./readTrainingData.ts";
import { remarkOn } from "./thresholdOptions.ts";
import { HELD_OUT_ONE_IN } from "./trainingSet.ts";
import { HELP, type Options, readOptions } from "./trainOptions.ts";
import { trainOwn } from "./trainOwn.ts";
import { readXgboostModel } from "./xgboostModel.ts";

const CARD = "card.md";

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) return void process.stdout.write(HELP);
  const { seed, trees: rounds, threads, out, register } = options;
  const startedAt = Date.now();
  if (register !== null && !process.env.MLFLOW_TRACKING_URI) {
    throw new BadInput("--register needs MLFLOW_TRACKING_URI: the address of the MLflow server that keeps the model");
  }
  // Checked before training, as is the server below: nobody should learn after ten minutes that the result cannot be
  // kept.
  await mustTakeFiles(out);

  const kept = options.treesOf === null ? null : keptCore(options.treesOf);
  if (await areOwn(options)) {
    const logging = await openLogging(serverOf(process.env), options);
    const { data, judged, features, params, ...made } = await trainOwn(options);
    return keepLog(logging, { ...made, data, judged, features, params, startedAt }, options);
  }
  const data = await readTrainingData(options);
  if (kept !== null) return renew(data, kept, out);
  const server = serverOf(process.env);
  const { situations, remarks } = mustBeTrainable(data, options);
  const logging = await openLogging(server, options);
  await preparePython();
  const tables = countedTables(data);
  const featuresOf = createFeatures(tablesIn(tables));
  const { set, stream } = preparedRows(data, featuresOf, seed);
  const { modelJson, baseMargin, heldOutMargins } = await fitModels(set, { seed, rounds, threads, params: PARAMS });
  const heldOut = perSituation(situations, set.heldOutOf);
  mustBeWorthKeeping(heldOut, heldOutMargins);
  const days = daysOf(data) / HELD_OUT_ONE_IN;
  const judged = eachOf(heldOut, (rows) => judge(rows, heldOutMargins, options.wish, days));
  const onnx = encodeOnnx(readXgboostModel(modelJson, baseMargin), FEATURE_COUNT);
  await checkExport(onnx, set, featuresOf, threads);
  const baselines = await trainBaselines(set, { seed, threads });
  const facts = {
    calibration: eachOf(judged, ({ calibration }) => calibration),
    thresholds: eachOf(judged, ({ thresholds }) => thresholds),
    metrics: { heldOutCards: eachOf(judged, ({ metrics }) => metrics) },
  };
  const { version, file } = await writeArtifacts(out, makeCore(onnx, tables, facts), { data, stream }, baselines);
  const sources = options.data.map((path) => basename(path));
  const card = join(out, CARD);
  await writeWhole(card, cardText({ version, data, sources, seed, trees: rounds, judged, remarks }));

  const size = `${(onnx.length / 1e6).toFixed(2)} MB of trees`;
  process.stdout.write(`Model ${version} is in ${file} (${size}), its card in ${card}. On held-out cards:\n`);
  for (const [situation, { thresholds, metrics }] of Object.entries(judged)) {
    process.stdout.write(`  ${situation.padEnd(8)}  ${figuresOf(metrics)}\n`);
    const remark = remarkOn(thresholds, options.wish);
    if (remark !== null) process.stdout.write(`            ${remark}\n`);
  }
  process.stdout.write(`Later payments test it better: npm run model:evaluate -- --data LATER_FILE --bundle ${file}\n`);
  await keepLog(
    logging,
    { version, file, card, data, judged, features: FEATURE_COUNT, params: PARAMS, startedAt },
    options,
  );
}

/** Whether the files are exports of one's own payments. Throws for options that do not go with them, or only with them. */
async function areOwn({ data, treesOf, onlyForOwn }: Options): Promise<boolean> {
  const own = (await Promise.all(data.map(ownFileAt))).filter((file) => file !== null).length;
  if (own === 0 && onlyForOwn.length > 0)
    throw new BadInput(
      `--${onlyForOwn[0]} goes with a file of your own payments, which npm run payments:export writes`,
    );
  if (own > 0 && own < data.length)
    throw new BadInput(`${data.join(", ")}: exports of your own payments and other files do not go together`);
  if (own > 0 && treesOf !== null)
    throw new BadInput("--trees-of takes Kaggle files: of your own payments train a new model");
  return own > 0;
}

type Logging = { server: Server; experiment: string };

/** Null without MLFLOW_TRACKING_URI. */
async function openLogging(server: Server | null, { register }: Options): Promise<Logging | null> {
  if (server === null) return null;
  const experiment = await openExperiment(server, process.env.MLFLOW_EXPERIMENT_NAME ?? "vigie");
  if (register !== null) await openModel(server, register);
  return { server, experiment };
}

interface Made {
  version: string;
  file: string;
  card: string;
  data: Dataset;
  judged: BySituation<Judged>;
  features: number;
  params: Params;
  startedAt: number;
}

async function keepLog(logging: Logging | null, made: Made, options: Options): Promise<void> {
  if (logging === null) return;
  const { server, experiment } = logging;
  const logged = await logRun(server, experiment, runOf(made, options));
  process.stdout.write(`Logged to MLflow: ${logged.page}\n`);
  const { register } = options;
  if (register === null) return;
  const { version: number, page } = await registerRun(server, register, logged, made.version);
  const alias = register.alias === null ? "" : `, to which ${register.alias} points now`;
  process.stdout.write(`Registered there as version ${number} of ${register.name}${alias}: ${page}\n`);
}

/** Keeps the trees of a bundle, with all that belongs to them, and makes anew what a bundle says of its data. */
async function renew(data: Dataset, kept: MadeCore, out: string): Promise<void> {
  const step = startStep("Computing features");
  const featuresOf = createFeatures(kept.core.tables);
  const stream = featureMatrix(data, "stream", { featuresOf, histories: new Map(), step });
  step.done(`${stream.rows.toLocaleString("en")} payments`);
  const { version, file } = await writeArtifacts(out, kept, { data, stream }, {});
  // A card that is there is of another model.
  await rm(join(out, CARD), { force: true });
  process.stdout.write(`Model ${version} is in ${file}: the same trees, and what this data says beside them\n`);
}

function figuresOf({ prAuc, amountPrAuc, precision, recall }: Judged["metrics"]): string {
  const ranking = `PR-AUC ${prAuc.toFixed(4)} (by the amount alone ${amountPrAuc.toFixed(4)})`;
  return `${ranking}   declined: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
}

/** The run as it is told to MLflow. */
function runOf(
  { version, file, card, data: { rows, frauds }, judged, features, params, startedAt }: Made,
  { seed, trees, data }: Options,
): Run {
  const metrics: Record<string, number> = { rows, frauds };
  for (const [situation, { thresholds, metrics: measured }] of Object.entries(judged)) {
    for (const [name, value] of Object.entries({ ...thresholds, ...measured })) metrics[`${situation}.${name}`] = value;
  }
  return {
    name: version,
    startedAt,
    endedAt: Date.now(),
    parameters: { ...params, seed, trees, features, data: data.map((path) => basename(path)).join() },
    metrics,
    artifacts: { [BUNDLE]: file, [CARD]: card },
  };
}

await runCommand(main);
