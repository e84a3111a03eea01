// Simpler models that the shipped one is compared with, trained on the same payments. They are small enough to be
// shipped beside it, so that model:evaluate measures all of them in one run on one file.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FEATURES, type Feature } from "../worker/features/catalogue.ts";
import { FEATURE_COUNT } from "../worker/features/compute.ts";
import { BASE_MARGIN, PARAMS } from "./hyperparameters.ts";
import { fitLogistic, type Logistic, logisticMargins } from "./logistic.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { startStep } from "./progress.ts";
import { runTrainer } from "./python.ts";
import { openRuntime } from "./runtime.ts";
import { everyNth, type TrainingRows, type TrainingSet } from "./trainingSet.ts";
import { workFile, writeWork } from "./workFiles.ts";
import { readXgboostModel } from "./xgboostModel.ts";

/** Training takes all frauds and one in this many other payments, which stands for them all. */
const OTHERS_ONE_IN = 4;
const LOGISTIC_OTHERS_ONE_IN = 12;
const SMALL = { rounds: 60, max_leaves: 31, eta: 0.2 };

const hasHour = ({ name }: Feature): boolean => name !== "amount_evidence" && /hour|night|evidence/.test(name);

/** Small trees. Each differs from the first in one thing. */
const TREES = [
  { file: "small.onnx", name: "60 small trees, all else alike", weighted: true, hides: () => false },
  { file: "unweighted.onnx", name: "… frauds not weighted", weighted: false, hides: () => false },
  {
    file: "no-history.onnx",
    name: "… without the card's history",
    weighted: true,
    hides: ({ group }: Feature) => group === "history",
  },
  { file: "no-hour.onnx", name: "… without the hour", weighted: true, hides: hasHour },
];
const LOGISTIC = "logistic.json";

/** Their folder, beside the shipped model. */
export const BASELINES = "baselines";

export interface BaselineScores {
  name: string;
  scores: Float64Array;
}

/** Answers the files by name. */
export async function trainBaselines(
  set: TrainingSet,
  { seed, threads }: { seed: number; threads: number },
): Promise<Record<string, string | Uint8Array>> {
  const step = startStep("Training what it is compared with");
  step.update("logistic regression");
  const logistic = `${JSON.stringify(fitLogistic(everyNth(set, LOGISTIC_OTHERS_ONE_IN)))}\n`;
  const sample = everyNth(set, OTHERS_ONE_IN);
  const job = {
    features: writeWork("baseline-features.f32", sample.features),
    labels: writeWork("baseline-labels.u8", sample.fraud),
    width: FEATURE_COUNT,
    params: { ...PARAMS, max_leaves: SMALL.max_leaves, eta: SMALL.eta, seed, nthread: threads },
    rounds: SMALL.rounds,
    variants: TREES.map(({ file, name, weighted, hides }) => ({
      name,
      hidden: FEATURES.flatMap((feature, i) => (hides(feature) ? [i] : [])),
      weights: writeWork(
        `baseline-weights-${weighted}.f32`,
        weighted ? sample.weights : withoutFraudWeight(sample, set.fraudWeight),
      ),
      model: workFile(`${file}.json`),
    })),
  };
  await runTrainer("baselines", writeWork("baselines.json", JSON.stringify(job)), step);
  const small = TREES.map(({ file }) => {
    const trees = readXgboostModel(readFileSync(workFile(`${file}.json`), "utf8"), BASE_MARGIN);
    return [file, encodeOnnx(trees, FEATURE_COUNT)] as const;
  });
  step.done(`logistic regression and ${TREES.length} small models`);
  return { [LOGISTIC]: logistic, ...Object.fromEntries(small) };
}

function withoutFraudWeight({ fraud, weights }: TrainingRows, fraudWeight: number): Float32Array {
  return weights.map((weight, i) => (fraud[i] === 1 ? weight / fraudWeight : weight));
}

/**
 * Scores whose unit differs per baseline: only their order counts. Empty when the model in this folder was trained
 * without baselines.
 */
export async function baselineScores(folder: string, features: Float32Array): Promise<BaselineScores[]> {
  if (!existsSync(join(folder, LOGISTIC))) return [];
  const logistic: Logistic = JSON.parse(readFileSync(join(folder, LOGISTIC), "utf8"));
  const scores = [
    { name: "the amount alone", scores: amounts(features) },
    { name: "logistic regression", scores: logisticMargins(logistic, features) },
  ];
  for (const { file, name } of TREES) {
    const runtime = await openRuntime(readFileSync(join(folder, file)), FEATURE_COUNT);
    scores.push({ name, scores: Float64Array.from(await runtime.margins(features)) });
  }
  return scores;
}

function amounts(features: Float32Array): Float64Array {
  return Float64Array.from({ length: features.length / FEATURE_COUNT }, (_, i) => features[i * FEATURE_COUNT] ?? 0);
}
