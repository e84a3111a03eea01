// From labelled payments to what the trees are shown: the tables that the features take, and the rows of features.
import { FEATURE_COUNT, type FeaturesOf } from "../worker/features/compute.ts";
import { countTables, type TablesFile } from "./evidence.ts";
import { type Dataset, takeRows } from "./labelledPayments.ts";
import { featureMatrix, type Matrix } from "./matrix.ts";
import { startStep } from "./progress.ts";
import { seededRandom } from "./random.ts";
import { HELD_OUT_ONE_IN, isHeldOut, type TrainingSet, trainingSet } from "./trainingSet.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** Young histories begin anew at one in this many payments: about once a month for a usual card. */
const FORGOTTEN_ONE_IN = 80;

/**
 * Held-out cards are not counted: tables that know their frauds would make the features of just these payments better than
 * those of any others, and with them the figures and the calibration.
 */
export function countedTables(data: Dataset): TablesFile {
  const step = startStep("Counting how much amounts and hours look like fraud");
  const counted = Array.from(data.card.keys()).filter((i) => !isHeldOut(data.card[i] ?? 0));
  const tables = countTables(takeRows(data, counted), vocabularyOf(data));
  step.done(`${tables.vocabulary.length} categories, ages parted at ${tables.ageBorders.join(" and ")}`);
  return tables;
}

export function preparedRows(
  data: Dataset,
  featuresOf: FeaturesOf,
  seed: number,
): { set: TrainingSet; stream: Matrix } {
  const step = startStep("Computing features");
  const stream = featureMatrix(data, "stream", { featuresOf, histories: new Map(), step });
  const random = seededRandom(seed);
  const forget = (): boolean => random() * FORGOTTEN_ONE_IN < 1;
  const young = featureMatrix(data, "stream", { featuresOf, histories: new Map(), forget, step });
  const set = trainingSet(data, stream, young, { featuresOf, seed, heldOutOneIn: HELD_OUT_ONE_IN });
  step.done(`${set.rows.toLocaleString("en")} training rows of ${FEATURE_COUNT} features`);
  return { set, stream };
}
