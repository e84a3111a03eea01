// The labelled payments for training.
import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { dataFilesIn, readDataset } from "./files.ts";
import type { Dataset } from "./labelledPayments.ts";
import { BadInput, startStep } from "./progress.ts";
import { simulatedDataset } from "./simulated.ts";
import { type Trainable, trainableFrom } from "./trainable.ts";
import type { Options } from "./trainOptions.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** Small enough for training in a minute. */
const SIMULATED = { cards: 300, from: Date.UTC(2025, 0, 1), days: 240 };

/** Reads the named files, or those of a named folder; or makes a world up. */
export async function readTrainingData({ data: sources, seed, rows }: Options): Promise<Dataset> {
  const data = sources.includes("simulator")
    ? simulate(seed, rows)
    : await readDataset(sources.flatMap(trainingFiles), { rows });
  if (data.frauds === 0 || data.frauds === data.rows) {
    throw new BadInput(
      `${sources.join(", ")}: all ${data.rows} rows have the same is_fraud; training needs both kinds`,
    );
  }
  return data;
}

/** Throws when no model worth having could come of the payments, with all reasons, a line each. Says its remarks. */
export function mustBeTrainable(data: Dataset, { data: sources }: Options): Omit<Trainable, "refusals"> {
  const vocabulary = new Set(vocabularyOf(data));
  const { refusals, remarks, situations } = trainableFrom(data, (category) => vocabulary.has(category), Date.now());
  const name = sources.join(", ");
  if (refusals.length > 0) throw new BadInput(refusals.map((refusal) => `${name}: ${refusal}`).join("\n"));
  for (const remark of remarks) process.stderr.write(`  ${remark}\n`);
  return { remarks, situations };
}

function simulate(seed: number, rows: number): Dataset {
  const step = startStep(`Making up payments of ${SIMULATED.cards} cards`);
  const data = simulatedDataset({ seed, ...SIMULATED, rows }, step);
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
