// Counts the table behind worker/features/evidence.ts on labelled payments and writes worker/features/evidenceTable.ts.
// Needed only when frauds have come to look different: the model must be trained anew afterwards.
//
//   node model/evidence.ts --data FILE
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CATEGORIES } from "../worker/payment/payment.ts";
import type { Dataset } from "./dataset.ts";
import { readDataset } from "./files.ts";
import { BadInput, runCommand } from "./progress.ts";

/** Amounts are told apart on a logarithmic scale: so many points for each factor of e (2.72), from $1 to about $3,000. */
const STEPS_PER_E = 8;
const POINTS = 8 * STEPS_PER_E + 1;
/** Width of the smoothing, in points. */
const SMOOTHING = 1.2;
/** Share of all payments added to each point, on both sides: what hardly ever happens says nothing. */
const AMOUNT_PRIOR = 1e-5;
const HOUR_PRIOR = 2e-3;

const OUTPUT = join(import.meta.dirname, "..", "worker", "features", "evidenceTable.ts");

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: "string", multiple: true } } });
  if (values.data === undefined) throw new BadInput("--data is missing: a Kaggle CSV or parquet file to count on");
  const data = await readDataset(values.data);
  if (data.frauds === 0 || data.frauds === data.rows) throw new BadInput("both kinds of payment are needed");
  const amounts = CATEGORIES.map((category) => logRatio(data, amountWeights(data, category), AMOUNT_PRIOR, POINTS));
  const hours = logRatio(data, (i) => [[Math.floor((data.paidAt[i] ?? 0) / 3_600_000) % 24, 1]], HOUR_PRIOR, 24);
  writeFileSync(
    OUTPUT,
    `// Counted by model/evidence.ts; not to be edited by hand.

/** Points of the tables below for each factor of e in the amount, from $1 on. */
export const AMOUNT_STEPS_PER_E = ${STEPS_PER_E};

/** Log of how much likelier the amount is in a fraud than in another payment, by category in the order of CATEGORIES. */
export const AMOUNT_EVIDENCE: readonly (readonly number[])[] = [
${CATEGORIES.map((category, i) => `  // ${category}\n  [${amounts[i]?.join(", ")}],`).join("\n")}
];

/** The same for the hour on the wall clock, 0 to 23. */
export const HOUR_EVIDENCE: readonly number[] = [${hours.join(", ")}];
`,
  );
  console.log(`Wrote ${OUTPUT}; now train the model anew`);
}

/** Spreads each payment of the category over the points near its amount. */
function amountWeights(data: Dataset, category: string): (i: number) => Array<[number, number]> {
  const kernel = Array.from({ length: 9 }, (_, k) => Math.exp(-0.5 * ((k - 4) / SMOOTHING) ** 2));
  const whole = kernel.reduce((sum, weight) => sum + weight, 0);
  return (i) => {
    if (data.category[i] !== category) return [];
    const dollars = Math.max(1, (data.amountCents[i] ?? 0) / 100);
    const point = Math.min(POINTS - 1, Math.round(Math.log(dollars) * STEPS_PER_E));
    return kernel.map((weight, k) => [point + k - 4, weight / whole]);
  };
}

function logRatio(
  data: Dataset,
  weightsOf: (i: number) => Array<[number, number]>,
  prior: number,
  points: number,
): number[] {
  const frauds = new Float64Array(points);
  const others = new Float64Array(points);
  for (let i = 0; i < data.rows; i++) {
    const counts = data.fraud[i] === 1 ? frauds : others;
    for (const [point, weight] of weightsOf(i)) counts[point] = (counts[point] ?? 0) + weight;
  }
  return Array.from(frauds, (count, point) => {
    const inFrauds = count / data.frauds + prior;
    const inOthers = (others[point] ?? 0) / (data.rows - data.frauds) + prior;
    return Number(Math.log(inFrauds / inOthers).toFixed(1)) + 0;
  });
}

await runCommand(main);
