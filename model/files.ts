// Files of labelled payments as a data set. paymentFile/ decides how they are read and reports what could not be.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { refuseIfRuined, sentencesOf } from "../paymentFile/findings.ts";
import { refuseLabelExport } from "../paymentFile/labelExport.ts";
import { PAYMENT_COLUMNS, WELCOME_COLUMNS } from "../paymentFile/payment.ts";
import { piecesOf } from "../paymentFile/table.ts";
import { collectRows, type Dataset } from "./labelledPayments.ts";
import { BadInput, startStep } from "./progress.ts";

const READABLE = /\.(csv|parquet)$/i;
/**
 * Up to this share of rounded card numbers, holders tell the cards apart. With more, one card's payments would be
 * spread over several.
 */
const MOST_ROUNDED = 1 / 40;

export interface Reading {
  /** Numbers of cards, for data sets that share cards. */
  cards?: Map<string, number>;
  /** Reads only the first `rows` rows. */
  rows?: number;
  /** False when it does not matter which payments belong to one card. */
  byCard?: boolean;
}

/**
 * The rows of the given files in event order. Prints what could not be read of them. Throws when a result would be
 * wrong.
 */
export async function readDataset(
  paths: readonly string[],
  { cards, rows = Number.POSITIVE_INFINITY, byCard = true }: Reading = {},
): Promise<Dataset> {
  const collector = collectRows(cards);
  const step = startStep(`Reading ${paths.map((path) => basename(path)).join(", ")}`);
  for (const path of paths) {
    if (!existsSync(path)) throw new BadInput(`${path}: no such file`);
    if (statSync(path).isDirectory()) throw new BadInput(`${path} is a directory; name a CSV or parquet file`);
    if (!READABLE.test(path)) {
      refuseLabelExport(path);
      throw new BadInput(`${path}: only .csv and .parquet files can be read`);
    }
    const before = collector.findings.rows;
    for await (const piece of piecesOf(path, { needed: PAYMENT_COLUMNS, welcome: [...WELCOME_COLUMNS, "merchant"] })) {
      for (const remark of piece.remarks) collector.findings.remarks.add(remark);
      piece.rows.forEach((row, at) => {
        collector.add(row, () => piece.where(at));
      });
      step.update(`${collector.findings.rows.toLocaleString("en")} rows`);
    }
    if (collector.findings.rows === before) throw new BadInput(`${path}: no rows`);
  }
  refuseIfRuined(collector.findings, paths.join(", "), byCard ? { mostRounded: MOST_ROUNDED } : null);
  const data = collector.finish(rows);
  step.done(`${data.rows.toLocaleString("en")} payments, ${data.frauds.toLocaleString("en")} frauds`);
  for (const sentence of sentencesOf(collector.findings)) process.stderr.write(`  ${sentence}\n`);
  return data;
}

/** The data files directly in a folder, by name. */
export function dataFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => READABLE.test(name))
    .sort()
    .map((name) => join(folder, name));
}
