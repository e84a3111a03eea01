// Checks that the shipped file answers what XGBoost answers: margins exact to the last bit in both engines,
// contributions to 1e-4. It tries training rows, made-up payments, and rows on the edges of the trees.
import type { FeaturesOf } from "../worker/features/compute.ts";
import { edgeRows } from "../worker/scoring/edgeRows.ts";
import { contributions } from "../worker/scoring/shap.ts";
import { joined, marginOf, parseTrees } from "../worker/scoring/trees.ts";
import { madeUpRows } from "./checkRows.ts";
import { startStep } from "./progress.ts";
import { runTrainer } from "./python.ts";
import { seededRandom } from "./random.ts";
import { openRuntime } from "./runtime.ts";
import type { TrainingSet } from "./trainingSet.ts";
import { readFloats, workFile, writeWork } from "./workFiles.ts";

const TRAINING_ROWS = 10_000;
const MADE_UP_ROWS = 5000;
const EDGE_ROWS = 5000;
const EXPLAINED_ROWS = 300;
const CONTRIBUTION_TOLERANCE = 1e-4;

export async function checkExport(
  onnx: Uint8Array,
  set: Pick<TrainingSet, "rows" | "width" | "features">,
  featuresOf: FeaturesOf,
  threads: number,
): Promise<void> {
  const step = startStep("Checking the ONNX file against XGBoost");
  const trees = parseTrees(onnx);
  const { width } = set;
  const blocks = [
    spread(set, TRAINING_ROWS),
    madeUpRows(featuresOf, MADE_UP_ROWS, 1, width),
    edgeRows(trees, width, EDGE_ROWS, seededRandom(1)),
  ];
  const rows = joined(blocks);
  const job = {
    features: writeWork("check.f32", rows),
    width,
    model: workFile("model.json"),
    threads,
    margins: workFile("check-margins.f32"),
    explained: EXPLAINED_ROWS,
    contributions: workFile("check-contributions.f32"),
  };
  await runTrainer("predict", writeWork("predict.json", JSON.stringify(job)), step);

  const expected = readFloats("check-margins.f32");
  const runtime = await openRuntime(onnx, width);
  const answered = await runtime.margins(rows);
  for (let i = 0; i < expected.length; i++) {
    const walked = marginOf(trees, rows, i * width);
    if (!Object.is(expected[i], answered[i]) || !Object.is(expected[i], walked)) {
      throw new Error(`row ${i}: XGBoost says ${expected[i]}, ONNX Runtime ${answered[i]}, the tree walker ${walked}`);
    }
  }
  const explained = readFloats("check-contributions.f32");
  for (let i = 0; i < EXPLAINED_ROWS; i++) {
    const own = contributions(trees, rows.slice(i * width, (i + 1) * width));
    own.forEach((value, feature) => {
      const theirs = explained[i * own.length + feature] ?? Number.NaN;
      if (!(Math.abs(value - theirs) <= CONTRIBUTION_TOLERANCE)) {
        throw new Error(`row ${i}, feature ${feature}: XGBoost's contribution is ${theirs}, ours ${value}`);
      }
    });
  }
  step.done(
    `${expected.length.toLocaleString("en")} margins equal to the last bit, contributions to ${CONTRIBUTION_TOLERANCE}`,
  );
}

/** Rows taken evenly from the whole training set. */
function spread(set: Pick<TrainingSet, "rows" | "width" | "features">, most: number): Float32Array {
  const count = Math.min(most, set.rows);
  const rows = new Float32Array(count * set.width);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * set.rows) / count) * set.width;
    rows.set(set.features.subarray(from, from + set.width), i * set.width);
  }
  return rows;
}
