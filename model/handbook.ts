// What deciding with care costs and finds on payments of another world, those of the Fraud Detection Handbook
// (https://fraud-detection-handbook.github.io): node model/handbook.ts FILE.parquet. They tell a customer, a terminal, a time and
// an amount, and nothing else; here a customer is a card, and a terminal a merchant.
import { piecesOf } from "../paymentFile/table.ts";
import { createFeatures } from "../worker/features/compute.ts";
import { thresholdsOf } from "../worker/scoring/manifest.ts";
import { readModel, SHIPPED } from "./bundleFile.ts";
import { careText, careWalk } from "./care.ts";
import { collectRows, type Dataset } from "./labelledPayments.ts";
import { featureMatrix } from "./matrix.ts";
import { flagMetrics, rankingMetrics } from "./metrics.ts";
import { BadInput, runCommand, startStep } from "./progress.ts";
import { flagAll, scoreAll } from "./shippedModel.ts";

const COLUMNS = ["tx_datetime", "customer_id", "terminal_id", "tx_amount", "tx_fraud"] as const;
/** A card number for each customer, by the digits of the customer's name. */
const FIRST_CARD = 4_000_000_000_000_000;
/** Not told, for none of the Kaggle columns has it. */
const UNTOLD = { gender: "", dob: "", city_pop: "", lat: "", long: "", merch_lat: "", merch_long: "" };

async function read(path: string): Promise<Dataset> {
  const step = startStep("Reading the payments");
  const collector = collectRows();
  for await (const { rows, where } of piecesOf(path, { needed: COLUMNS, welcome: [] })) {
    for (const [at, row] of rows.entries()) {
      const payment = {
        ...UNTOLD,
        trans_date_trans_time: row.tx_datetime,
        cc_num: String(FIRST_CARD + Number(String(row.customer_id).replace(/\D/g, ""))),
        merchant: `Terminal ${row.terminal_id}`,
        category: "unknown",
        amt: row.tx_amount,
        is_fraud: row.tx_fraud,
      };
      collector.add(payment, () => where(at));
    }
  }
  const data = collector.finish();
  step.done(`${data.rows.toLocaleString("en")} payments, ${data.frauds.toLocaleString("en")} frauds`);
  return data;
}

async function main(): Promise<void> {
  const [path] = process.argv.slice(2);
  if (path === undefined)
    throw new BadInput("node model/handbook.ts FILE.parquet: the file of the payments is missing");
  const model = readModel(SHIPPED);
  const data = await read(path);
  const step = startStep("Scoring");
  const care = careWalk(data.rows, "stream", model.support);
  const walk = { featuresOf: createFeatures(model.tables), histories: new Map(), look: care.look, step };
  const { features, situations } = featureMatrix(data, "stream", walk);
  const scores = await scoreAll(model, situations, features);
  const { reviewed } = flagAll(data, situations, scores, (of) => thresholdsOf(model.manifest, of));
  step.done(`model ${model.version}`);
  const labels = { fraud: data.fraud, weights: new Float64Array(data.rows).fill(1) };
  const { flagged, recall } = flagMetrics(labels, reviewed);
  const { prAuc } = rankingMetrics({ scores, ...labels });
  process.stdout.write(
    `By the score alone: PR-AUC ${prAuc.toFixed(3)}, ${flagged} payments reviewed or declined, recall ${recall.toFixed(3)}\n\n` +
      careText(care.measure(data.fraud, (i) => reviewed[i] === 1)),
  );
}

await runCommand(main);
