// From one's own payments, as payments:export wrote them, to bundle.zip: docs/own-model.md.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeWhole } from "../local/wholeFile.ts";
import { FEATURES } from "../worker/features/catalogue.ts";
import { createFeatures, type FeaturesOf } from "../worker/features/compute.ts";
import { isServed } from "../worker/features/moreFeatures.ts";
import type { Situation } from "../worker/features/situation.ts";
import type { Bundle } from "../worker/scoring/bundle.ts";
import { parseTrees, walkAll } from "../worker/scoring/trees.ts";
import { makeCore, tablesIn, writeArtifacts } from "./artifacts.ts";
import { readCore, readModel, SHIPPED } from "./bundleFile.ts";
import { checkExport } from "./checkExport.ts";
import { countTables, type TablesFile } from "./evidence.ts";
import { fitModels } from "./fitModels.ts";
import { BASE_MARGIN, FEW_PARAMS, FEW_ROUNDS, OWN_FRAUD_WEIGHT, OWN_PARAMS, type Params } from "./hyperparameters.ts";
import { type BySituation, eachOf, type Judged, judge, mustBeWorthKeeping, perSituation } from "./judge.ts";
import { type Dataset, takeRows } from "./labelledPayments.ts";
import { featureMatrix, type Matrix, matrixAt, rowsOf } from "./matrix.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { ownCardText } from "./ownCard.ts";
import { daysFor, furtherOf } from "./ownFeatures.ts";
import { type OwnFile, readOwnPayments } from "./ownPayments.ts";
import { ownRows } from "./ownRows.ts";
import { FEW_FRAUDS, ownTrainable } from "./ownTrainable.ts";
import { truthOf, truthText } from "./ownTruth.ts";
import { measureWays, type Way, type WayMeasured, waysText } from "./ownWays.ts";
import { BadInput, startStep } from "./progress.ts";
import { preparePython, runTrainer } from "./python.ts";
import { scoreAll } from "./shippedModel.ts";
import { type Split, splitInTime } from "./splitInTime.ts";
import { remarkOn } from "./thresholdOptions.ts";
import type { Options } from "./trainOptions.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { workFile, writeWork } from "./workFiles.ts";
import { readXgboostModel } from "./xgboostModel.ts";

const CARD = "card.md";
/** Nothing but what anybody would look at first. */
const PLAIN = ["amount", "hour", "weekday"];
const PLAIN_ROUNDS = 100;
const MOST_CATEGORIES = 64;

export interface TrainedOwn {
  version: string;
  file: string;
  card: string;
  data: Dataset;
  judged: BySituation<Judged>;
  features: number;
  params: Params;
}

/** A model that may become the bundle, and what it is worth on the later payments. */
interface Contender extends Way {
  judged: BySituation<Judged>;
  onnx: Uint8Array;
  tables: TablesFile;
  names: readonly string[];
  matrix: Matrix;
  trees: number;
}

/** Everything about the payments that contenders are made of. */
interface Material {
  data: Dataset;
  about: OwnFile;
  split: Split;
  situations: ReadonlySet<Situation>;
  options: Options;
}

export async function trainOwn(options: Options): Promise<TrainedOwn> {
  const { data, about } = await readOwnPayments(options.data, { most: options.rows });
  const { labelDelayDays, matureDays, judgeFrom } = options.own;
  const truth = truthOf(data, matureDays);
  const split = splitInTime(data, truth, labelDelayDays, judgeFrom);
  const { refusals, remarks } = ownTrainable(data, truth, split, matureDays);
  const sources = options.data.map((path) => basename(path));
  if (refusals.length > 0)
    throw new BadInput(refusals.map((refusal) => `${sources.join(", ")}: ${refusal}`).join("\n"));
  process.stderr.write(`  ${truthText(truth, matureDays)}\n`);
  await preparePython();

  const champion = readModel(options.own.champion ?? SHIPPED);
  const isFew = truth.frauds <= FEW_FRAUDS;
  const championMatrix = matrixOf(
    data,
    createFeatures(champion.tables, champion.manifest.features),
    champion.manifest.features,
    "The champion's features",
  );
  const situations = situationsOf(data, championMatrix, split);
  const material: Material = { data, about, split, situations, options };
  const contenders: Contender[] = [];
  const own = await fitted(material, isFew);
  contenders.push(own);
  if (isFew) {
    const recalibrated = await recalibratedChampion(material, champion, championMatrix);
    if (recalibrated === null)
      remarks.push("the champion's scores do not rise with these frauds, so that no calibration helps it");
    else contenders.push(recalibrated);
  }

  const step = startStep("Judging by the later payments, with 200 resamples for the intervals");
  const later = laterOf(data, split);
  const championScores = await scoreAll(
    champion,
    split.later.map((i) => championMatrix.situations[i] ?? "stream"),
    rowsOf(championMatrix, split.later),
  );
  const plain = await plainScores(material, championMatrix);
  const ways = measureWays(later, [
    ...contenders,
    { name: `the champion (${champion.version})`, scores: championScores },
    { name: "amount and time alone", scores: plain },
  ]);
  step.done(`${later.frauds.toLocaleString("en")} frauds among ${split.later.length.toLocaleString("en")} payments`);
  const best = contenders.reduce((a, b) => (prAucOf(ways, b) > prAucOf(ways, a) ? b : a));
  if (isFew) remarks.push(choiceOf(ways, best, contenders));
  const beside = ways.find(({ name }) => name.startsWith("the champion ("));
  if (beside !== undefined && prAucOf(ways, best) <= beside.intervals.prAuc[1])
    remarks.push("what it is worth lies within the champion's interval, or below: a change may bring nothing");

  const usable = Array.from(truth.usable.keys()).filter((i) => truth.usable[i] === 1);
  const facts = {
    calibration: eachOf(best.judged, ({ calibration }) => calibration),
    thresholds: eachOf(best.judged, ({ thresholds }) => thresholds),
    metrics: { heldOutCards: eachOf(best.judged, ({ metrics }) => metrics) },
  };
  const core = makeCore(best.onnx, best.tables, facts, best.names);
  const trained = { data: takeRows(data, usable), stream: matrixAt(best.matrix, usable) };
  const { version, file } = await writeArtifacts(options.out, core, trained, {});
  const card = join(options.out, CARD);
  const { seed } = options;
  const asked = { labelDelayDays, matureDays, seed, trees: best.trees };
  const text = ownCardText({
    version,
    name: best.name,
    data: trained.data,
    about,
    sources,
    truth,
    split,
    ways,
    judged: best.judged,
    names: best.names,
    remarks,
    ...asked,
  });
  await writeWhole(card, text);
  process.stdout.write(
    `Model ${version} is in ${file}, its card in ${card}: ${best.name}.\n` +
      `Trained on what was known before ${dateOf(split.from)}, on the payments from then on:\n${waysText(ways)}`,
  );
  for (const remark of remarks) process.stdout.write(`  ${remark}\n`);
  for (const { thresholds } of Object.values(best.judged)) {
    const remark = remarkOn(thresholds, options.wish);
    if (remark !== null) process.stdout.write(`  ${remark}\n`);
  }
  return {
    version,
    file,
    card,
    data: trained.data,
    judged: best.judged,
    features: best.names.length,
    params: paramsFor(isFew),
  };
}

function matrixOf(data: Dataset, featuresOf: FeaturesOf, names: readonly string[], what: string): Matrix {
  const step = startStep(what);
  const matrix = featureMatrix(data, "stream", {
    featuresOf,
    width: names.length,
    histories: new Map(),
    ...daysFor(names),
    step,
  });
  step.done(`${data.rows.toLocaleString("en")} payments, ${names.length} features`);
  return matrix;
}

/** With fewer frauds of a situation among the later payments, it has no calibration of its own. */
const LEAST_OF_SITUATION = 20;

function situationsOf(data: Dataset, { situations }: Matrix, { later }: Split): ReadonlySet<Situation> {
  const known = later.filter((i) => data.fraud[i] === 1 && situations[i] === "stream").length;
  return new Set<Situation>(known < LEAST_OF_SITUATION ? ["first", "snapshot"] : ["stream", "first", "snapshot"]);
}

/** Trees of its own: what the earlier payments teach is judged by the later ones, and then all of them teach. */
async function fitted(material: Material, isFew: boolean): Promise<Contender> {
  const { data, split, situations, options } = material;
  const { seed, threads, trees, wish } = options;
  const step = startStep("Counting how much amounts and hours look like fraud");
  // Later frauds are not counted: with them the features of just these payments would be better than those of any others.
  const counted = countTables(takeRows(data, split.earlier), vocabularyOf(data, MOST_CATEGORIES));
  const how = { delayDays: options.own.labelDelayDays, serves: isServed };
  const { names, tables: further } = furtherOf(data, material.about, split.earlier, how);
  const tables: TablesFile = { ...counted, ...further };
  step.done(`${tables.vocabulary.length} categories`);
  const featuresOf = createFeatures(tablesIn(tables), names);
  const matrix = matrixOf(data, featuresOf, names, "Computing features");
  const rows = ownRows(data, matrix, split, { featuresOf, seed, fraudWeight: isFew ? 1 : OWN_FRAUD_WEIGHT });
  const rounds = isFew ? Math.min(trees, FEW_ROUNDS) : trees;
  const { modelJson, baseMargin, heldOutMargins } = await fitModels(rows, {
    seed,
    rounds,
    threads,
    params: paramsFor(isFew),
  });
  const heldOut = perSituation(situations, rows.heldOutOf);
  // With less knowledge than a stream has the amount may be all there is: only payments as they came say whether it is worth it.
  if (!isFew) mustBeWorthKeeping({ stream: rows.asTheyCame() }, heldOutMargins);
  const days = new Set(split.later.map((i) => Math.floor((data.paidAt[i] ?? 0) / 86_400_000))).size;
  const judged = eachOf(heldOut, (each) => judge(each, heldOutMargins, wish, days));
  const onnx = encodeOnnx(readXgboostModel(modelJson, baseMargin), names.length);
  await checkExport(onnx, rows, featuresOf, threads);
  const scores = Float64Array.from(rows.asTheyCame().positions, (at) => heldOutMargins[at] ?? 0);
  return {
    name: isFew ? "a small model of these payments" : "this model",
    scores,
    judged,
    onnx,
    tables,
    names,
    matrix,
    trees: rounds,
  };
}

/** The champion's trees with a calibration of these payments; null where its scores do not rise with their frauds. */
async function recalibratedChampion(
  { data, split, situations, options }: Material,
  champion: Bundle,
  matrix: Matrix,
): Promise<Contender | null> {
  const featuresOf = createFeatures(champion.tables, champion.manifest.features);
  const all = [...split.earlier, ...split.later, ...split.between].sort((a, b) => a - b);
  const rows = ownRows(
    data,
    matrix,
    { ...split, earlier: [], between: [], later: all },
    { featuresOf, seed: options.seed, fraudWeight: 1 },
  );
  const trees = parseTrees(champion.onnx);
  const margins = walkAll(trees, rows.features, rows.width);
  const days = new Set(all.map((i) => Math.floor((data.paidAt[i] ?? 0) / 86_400_000))).size;
  try {
    const judged = eachOf(perSituation(situations, rows.heldOutOf), (each) => judge(each, margins, options.wish, days));
    const scores = Float64Array.from(walkAll(trees, rowsOf(matrix, split.later), matrix.width));
    return {
      ...{ name: `the champion (${champion.version}), recalibrated`, scores, judged, matrix },
      ...{ onnx: champion.onnx, tables: tablesFileOf(options.own.champion ?? SHIPPED) },
      ...{ names: champion.manifest.features, trees: trees.roots.length },
    };
  } catch (cause) {
    if (cause instanceof BadInput) return null;
    throw cause;
  }
}

/** As the file has them, which the Worker's own reading does not keep. */
function tablesFileOf(bundle: string): TablesFile {
  return JSON.parse(new TextDecoder().decode(readCore(bundle).entries["tables.json"]));
}

/** Trees of the amount, the hour and the weekday, from the same earlier payments. */
async function plainScores({ data, split, options }: Material, matrix: Matrix): Promise<Float64Array> {
  const step = startStep("Training what it is compared with");
  const columns = PLAIN.map((name) => FEATURES.findIndex((feature) => feature.name === name));
  const plainRows = (positions: readonly number[]): Float32Array =>
    Float32Array.from({ length: positions.length * columns.length }, (_, at) => {
      const i = positions[Math.floor(at / columns.length)] ?? 0;
      return matrix.features[i * matrix.width + (columns[at % columns.length] ?? 0)] ?? Number.NaN;
    });
  const job = {
    features: writeWork("plain-features.f32", plainRows(split.earlier)),
    labels: writeWork(
      "plain-labels.u8",
      Uint8Array.from(split.earlier, (i) => data.fraud[i] ?? 0),
    ),
    width: columns.length,
    params: { ...OWN_PARAMS, colsample_bytree: 1, seed: options.seed, nthread: options.threads },
    rounds: PLAIN_ROUNDS,
    variants: [
      {
        name: "amount and time alone",
        hidden: [],
        weights: writeWork("plain-weights.f32", new Float32Array(split.earlier.length).fill(1)),
        model: workFile("plain.json"),
      },
    ],
  };
  await runTrainer("baselines", writeWork("plain-job.json", JSON.stringify(job)), step);
  const trees = readXgboostModel(readFileSync(workFile("plain.json"), "utf8"), BASE_MARGIN);
  step.done(`${PLAIN_ROUNDS} trees of ${PLAIN.join(", ")}`);
  return Float64Array.from(walkAll(trees, plainRows(split.later), columns.length));
}

function laterOf(data: Dataset, { later }: Split) {
  const fraud = Uint8Array.from(later, (i) => data.fraud[i] ?? 0);
  return {
    fraud,
    cards: Int32Array.from(later, (i) => data.card[i] ?? -1),
    weights: new Float64Array(later.length).fill(1),
    frauds: fraud.reduce((sum, label) => sum + label, 0),
  };
}

function paramsFor(isFew: boolean): Params {
  return isFew ? FEW_PARAMS : OWN_PARAMS;
}

function prAucOf(ways: readonly WayMeasured[], { name }: Pick<Way, "name">): number {
  return ways.find((way) => way.name === name)?.prAuc ?? 0;
}

/** Why of two contenders one was taken. */
function choiceOf(ways: readonly WayMeasured[], best: Contender, contenders: readonly Contender[]): string {
  const words = contenders.map(({ name }) => {
    const way = ways.find((each) => each.name === name);
    const [low, high] = way?.intervals.prAuc ?? [0, 0];
    return `${name} ${(way?.prAuc ?? 0).toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  });
  return `frauds are few, so what proved better on later payments was taken, ${best.name}: PR-AUC of ${words.join(", of ")}`;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
