// How much a model is worth that learned from few frauds: the measurement behind LEAST in trainable.ts. Models are trained on
// the payments of so many cards, drawn at random, and measured as model:train does, and on later payments of all cards.
//
//   node model/fewFrauds.ts --data FILE --later FILE [--cards 12,25,50,100] [--seed 1] [--trees 400]
import { parseArgs } from "node:util";
import { createFeatures, FEATURE_COUNT } from "../worker/features/compute.ts";
import { tablesIn } from "./artifacts.ts";
import { readDataset } from "./files.ts";
import { fitModels } from "./fitModels.ts";
import { PARAMS } from "./hyperparameters.ts";
import { type Dataset, takeRows } from "./labelledPayments.ts";
import { featureMatrix } from "./matrix.ts";
import { rankingMetrics } from "./metrics.ts";
import { encodeOnnx } from "./onnxFile.ts";
import { countedTables, preparedRows } from "./preparation.ts";
import { BadInput, runCommand } from "./progress.ts";
import { preparePython } from "./python.ts";
import { seededRandom } from "./random.ts";
import { openRuntime } from "./runtime.ts";
import { isHeldOut, SITUATIONS } from "./trainingSet.ts";
import { readXgboostModel } from "./xgboostModel.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      later: { type: "string" },
      cards: { type: "string", default: "12,25,50,100" },
      seed: { type: "string", default: "1" },
      trees: { type: "string", default: "400" },
    },
  });
  if (values.data === undefined || values.later === undefined)
    throw new BadInput("--data and --later name a file each");
  const [seed, rounds] = [Number(values.seed), Number(values.trees)];
  const data = await readDataset([values.data]);
  const later = await readDataset([values.later]);
  await preparePython();
  for (const count of values.cards.split(",").map(Number)) {
    const drawn = drawnCards(data, count, seed + 1000 * count);
    const robbed = new Set(drawn.card.filter((_, i) => drawn.fraud[i] === 1));
    const heldOut = [...robbed].filter((card) => isHeldOut(card)).length;
    const words = `${count} cards: ${drawn.frauds} frauds on ${robbed.size} cards, ${heldOut} of them held out`;
    if (heldOut === 0 || heldOut === robbed.size) process.stdout.write(`${words}: nothing to measure on\n`);
    else process.stdout.write(`${words}; ${await worthOf(drawn, later, { seed, rounds })}\n`);
  }
}

/** Their payments. Cards are numbered anew as they come, as when a file of these payments is read. */
function drawnCards(data: Dataset, count: number, seed: number): Dataset {
  const random = seededRandom(seed);
  const shuffled = [...new Set(data.card)].map((card) => ({ card, place: random() }));
  const drawn = new Set(
    shuffled
      .sort((a, b) => a.place - b.place)
      .slice(0, count)
      .map(({ card }) => card),
  );
  const part = takeRows(
    data,
    Array.from(data.card.keys()).filter((i) => drawn.has(data.card[i] ?? -1)),
  );
  const numbers = new Map([...new Set(part.card)].map((card, number) => [card, number]));
  return { ...part, card: part.card.map((card) => numbers.get(card) ?? -1) };
}

/** PR-AUC by situation: on held-out cards, and on the later payments. */
async function worthOf(data: Dataset, later: Dataset, how: { seed: number; rounds: number }): Promise<string> {
  const featuresOf = createFeatures(tablesIn(countedTables(data)));
  const { set } = preparedRows(data, featuresOf, how.seed);
  const { modelJson, baseMargin, heldOutMargins } = await fitModels(set, { ...how, threads: 1, params: PARAMS });
  const onHeldOut = SITUATIONS.map((situation) => {
    const rows = set.heldOutOf(situation);
    const scores = Float64Array.from(rows.positions, (i) => heldOutMargins[i] ?? 0);
    return rankingMetrics({ ...rows, scores }).prAuc.toFixed(3);
  });
  const runtime = await openRuntime(encodeOnnx(readXgboostModel(modelJson, baseMargin), FEATURE_COUNT), FEATURE_COUNT);
  const weights = new Float64Array(later.rows).fill(1);
  const onLater: string[] = [];
  for (const situation of SITUATIONS) {
    const histories = situation === "stream" ? new Map() : null;
    const feed = situation === "snapshot" ? "snapshot" : "stream";
    const { features } = featureMatrix(later, feed, { featuresOf, histories });
    const scores = Float64Array.from(await runtime.margins(features));
    onLater.push(rankingMetrics({ scores, fraud: later.fraud, weights }).prAuc.toFixed(3));
  }
  return `PR-AUC (${SITUATIONS.join(", ")}) on held-out cards ${onHeldOut.join(", ")}; on later payments ${onLater.join(", ")}`;
}

await runCommand(main);
