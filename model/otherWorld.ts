// What the shipped model makes of payments that are nothing like those that it learned from: the simulated payments of the
// Fraud Detection Handbook, in their own columns. They have no card number, category, gender, age, place or currency.
//
//   node model/otherWorld.ts --data FILE [--bundle FILE]
import { parseArgs } from "node:util";
import { piecesOf } from "../paymentFile/table.ts";
import { readModel, SHIPPED } from "./bundleFile.ts";
import { driftText, measureDrifts } from "./driftTable.ts";
import { collectRows, type Dataset } from "./labelledPayments.ts";
import { BadInput, runCommand, startStep } from "./progress.ts";

const COLUMNS = ["tx_datetime", "customer_id", "tx_amount", "tx_fraud"] as const;
/** A payment must name a category at Vigie's door. Any text will do that the model does not know. */
const CATEGORY = "not told";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      bundle: { type: "string", default: SHIPPED },
    },
  });
  if (values.data === undefined) throw new BadInput("--data is missing: payments with the columns of the Handbook");
  const model = readModel(values.bundle);
  const data = await readHandbook(values.data);
  const measured = await measureDrifts([], { model, data, feed: "stream", histories: new Map() });
  process.stdout.write(driftText({ model: model.version, feed: "stream" }, measured));
}

async function readHandbook(file: string): Promise<Dataset> {
  const step = startStep(`Reading ${file}`);
  const collector = collectRows();
  for await (const { rows, where } of piecesOf(file, { needed: COLUMNS, welcome: [] })) {
    rows.forEach((row, at) => {
      collector.add(
        {
          trans_date_trans_time: row.tx_datetime,
          cc_num: row.customer_id,
          category: CATEGORY,
          amt: row.tx_amount,
          ...{ gender: null, dob: null, city_pop: null, lat: null, long: null, merch_lat: null, merch_long: null },
          is_fraud: row.tx_fraud,
        },
        () => where(at),
      );
    });
    step.update(`${collector.findings.rows.toLocaleString("en")} rows`);
  }
  const data = collector.finish();
  step.done(`${data.rows.toLocaleString("en")} payments, ${data.frauds.toLocaleString("en")} frauds`);
  return data;
}

await runCommand(main);
