// Reads Kaggle CSV files, as they are, and parquet files of the same columns.
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { parse } from "csv-parse";
import { asyncBufferFromFile, type ColumnData, parquetMetadataAsync, parquetRead, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { COLUMNS, type Collector, collectRows, type Dataset, type RawRow } from "./dataset.ts";
import { BadInput, type Step, startStep } from "./progress.ts";

/** The rows of the given files in event order; the first so many, if `rows` is given. */
export async function readDataset(
  paths: readonly string[],
  { cards, rows = Number.POSITIVE_INFINITY }: { cards?: Map<string, number>; rows?: number } = {},
): Promise<Dataset> {
  const collector = collectRows(cards);
  const step = startStep(`Reading ${paths.map((path) => basename(path)).join(", ")}`);
  for (const path of paths) {
    if (!existsSync(path)) throw new BadInput(`${path}: no such file`);
    if (statSync(path).isDirectory()) throw new BadInput(`${path} is a directory; name a CSV or parquet file`);
    if (extname(path) === ".parquet") await readParquet(path, collector, step);
    else if (extname(path) === ".csv") await readCsv(path, collector, step);
    else throw new BadInput(`${path}: only .csv and .parquet files can be read`);
  }
  const data = collector.finish(rows);
  if (data.rows === 0) throw new BadInput(`${paths.join(", ")}: no rows`);
  step.done(`${data.rows.toLocaleString("en")} payments, ${data.frauds.toLocaleString("en")} frauds`);
  return data;
}

/** The data files directly in a folder, by name. */
export function dataFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".csv") || name.endsWith(".parquet"))
    .sort()
    .map((name) => join(folder, name));
}

function checkColumns(path: string, present: readonly string[]): void {
  const missing = COLUMNS.filter((column) => !present.includes(column));
  if (missing.length > 0) throw new BadInput(`${path}: column ${missing.join(", ")} is missing`);
}

async function readParquet(path: string, collector: Collector, step: Step): Promise<void> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((cause) => {
    throw new BadInput(`${path}: not a parquet file (${cause instanceof Error ? cause.message : cause})`);
  });
  checkColumns(
    path,
    parquetSchema(metadata).children.map((child) => child.element.name),
  );
  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const columns = new Map<string, unknown[]>(COLUMNS.map((column) => [column, new Array<unknown>(rows)]));
    const onChunk = (chunk: ColumnData): void => {
      const target = columns.get(chunk.columnName);
      for (let i = 0; i < chunk.columnData.length; i++) {
        const at = chunk.rowStart + i - start;
        if (target !== undefined && at >= 0 && at < rows) target[at] = chunk.columnData[i];
      }
    };
    await parquetRead({
      file,
      metadata,
      compressors,
      columns: [...COLUMNS],
      rowStart: start,
      rowEnd: start + rows,
      onChunk,
    }).catch((cause) => {
      throw new BadInput(
        `${path}, from row ${start + 1} on: damaged (${cause instanceof Error ? cause.message : cause})`,
      );
    });
    for (let i = 0; i < rows; i++) {
      const row = Object.fromEntries(COLUMNS.map((column) => [column, columns.get(column)?.[i]])) as RawRow;
      collector.add(row, () => `${path}, row ${start + i + 1}`);
    }
    start += rows;
    step.update(`${start.toLocaleString("en")} rows`);
  }
}

async function readCsv(path: string, collector: Collector, step: Step): Promise<void> {
  const wanted = new Set<string>(COLUMNS);
  const parser = createReadStream(path).pipe(
    parse({
      bom: true,
      columns: (header: string[]) => {
        checkColumns(path, header);
        return header.map((name) => (wanted.has(name) ? name : false));
      },
    }),
  );
  let rows = 0;
  try {
    for await (const row of parser as AsyncIterable<RawRow>) {
      rows++;
      collector.add(row, () => `${path}, line ${rows + 1}`);
      if (rows % 10_000 === 0) step.update(`${rows.toLocaleString("en")} rows`);
    }
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${path}, after row ${rows}: ${error instanceof Error ? error.message : error}`);
  }
}
