// The raw rows of a CSV or parquet file, piece by piece: cells by column, and each row's place in the file.
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import {
  asyncBufferFromFile,
  type ColumnData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { isCurrencyColumn } from "../worker/payment/currency.ts";
import { offsetMsAt } from "../worker/zone.ts";
import { refuseLabelExport } from "./labelExport.ts";
import { UnusableFile } from "./unusable.ts";

const CSV_PIECE = 10_000;
/** More bytes than any header has. */
const HEAD_BYTES = 64 * 1024;
/** A person who gave a file of other columns is shown so much of its header. */
const MOST_NAMED = 24;
const MOST_NAMED_LENGTH = 40;

export interface Piece<Column extends string> {
  rows: Record<Column, unknown>[];
  /** The place in the file of this piece's row `at`, in words for people. */
  where(at: number): string;
  /** Sentences about the whole file, the same in each piece. */
  remarks: readonly string[];
}

export interface Wanted<Column extends string> {
  needed: readonly Column[];
  /** Columns that stay empty when the file has none of this name. */
  welcome: readonly Column[];
}

/**
 * Column names are matched without case and without the spaces around them. The column of the currency is found under
 * every spelling.
 */
export async function* piecesOf<Column extends string>(
  path: string,
  wanted: Wanted<Column>,
): AsyncGenerator<Piece<Column>, void> {
  refuseLabelExport(path);
  if (/\.parquet$/i.test(path)) yield* parquetPieces(path, wanted);
  else yield* csvPieces(path, wanted);
}

function columnName(name: string): string {
  const plain = name.trim().toLowerCase();
  return isCurrencyColumn(plain) ? "currency" : plain;
}

function checkColumns(path: string, present: readonly string[], needed: readonly string[]): void {
  const missing = needed.filter((column) => !present.includes(column));
  if (missing.length === 0) return;
  const there = present.slice(0, MOST_NAMED).map((name) => JSON.stringify(name.slice(0, MOST_NAMED_LENGTH)));
  const more = present.length > MOST_NAMED ? ` and ${present.length - MOST_NAMED} more` : "";
  throw new UnusableFile(
    `${path} lacks the column ${missing.join(", ")}. It has ${there.join(", ")}${more}; name them as Kaggle's ` +
      "kartik2112/fraud-detection does (model/README.md, Files it reads)",
  );
}

async function* parquetPieces<Column extends string>(
  path: string,
  { needed, welcome }: Wanted<Column>,
): AsyncGenerator<Piece<Column>, void> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw new UnusableFile(`${path}: not a parquet file (${messageOf(cause)})`);
  });
  const names = new Map(parquetSchema(metadata).children.map(({ element: { name } }) => [columnName(name), name]));
  checkColumns(path, [...names.keys()], needed);
  const columns = [...needed, ...welcome];
  const present = columns.flatMap((column) => names.get(column) ?? []);
  const exact = withExactWholeNumbers(metadata);
  const moments = momentsOf(metadata, present);
  const remarks = [...moments].filter(([, zone]) => zone === null).map(([name]) => `${columnName(name)}: ${NO_ZONE}`);
  let start = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    const cells = new Map<string, unknown[]>(present.map((name) => [name, new Array<unknown>(count)]));
    const onChunk = (chunk: ColumnData): void => {
      const target = cells.get(chunk.columnName);
      const zone = moments.get(chunk.columnName) ?? "UTC";
      for (let i = 0; i < chunk.columnData.length; i++) {
        const at = chunk.rowStart + i - start;
        if (target !== undefined && at >= 0 && at < count) target[at] = onWallOf(zone, chunk.columnData[i]);
      }
    };
    const range = { rowStart: start, rowEnd: start + count };
    await parquetRead({ file, metadata: exact, compressors, columns: present, ...range, onChunk }).catch((cause) => {
      throw new UnusableFile(`${path}, from row ${start + 1} on: damaged (${messageOf(cause)})`);
    });
    const sources = columns.map((column) => cells.get(names.get(column) ?? ""));
    const rows = Array.from({ length: count }, (_, i) => {
      const row: Record<string, unknown> = {};
      for (const [at, column] of columns.entries()) row[column] = wholeNumber(sources[at]?.[i]);
      return row as Record<Column, unknown>;
    });
    const first = start + 1;
    yield { rows, where: (at) => `${path}, row ${first + at}`, remarks };
    start += count;
  }
}

/** Continues a sentence that begins with a column's name. */
const NO_ZONE =
  "the file has moments in UTC and does not name their time zone, so hours and days are UTC's; write times as the local clock showed them";

/**
 * The columns that hold moments in UTC (`timestamp with time zone`), with the zone in which they were written; null
 * when the file does not say.
 */
function momentsOf({ schema, key_value_metadata = [] }: FileMetaData, present: readonly string[]) {
  const zones = zonesOf(key_value_metadata.find(({ key }) => key === "pandas")?.value);
  const moments = new Map<string, string | null>();
  for (const { name, logical_type: type } of schema) {
    if (!present.includes(name) || type?.type !== "TIMESTAMP" || !type.isAdjustedToUTC) continue;
    moments.set(name, zones.get(name) ?? null);
  }
  return moments;
}

/** The zones of columns, by name, from what pandas writes about them into the file. */
function zonesOf(pandas: string | undefined): Map<string, string> {
  const zones = new Map<string, string>();
  const columns: unknown = pandas === undefined ? [] : JSON.parse(pandas).columns;
  for (const { name, metadata } of Array.isArray(columns) ? columns : []) {
    const zone: unknown = metadata?.timezone;
    if (typeof name === "string" && typeof zone === "string" && isZone(zone)) zones.set(name, zone);
  }
  return zones;
}

function isZone(zone: string): boolean {
  try {
    return Number.isFinite(offsetMsAt(zone, 0));
  } catch {
    return false;
  }
}

/** What the zone's clock showed at a moment, in ms as if in UTC. */
function onWallOf(zone: string, cell: unknown): unknown {
  return zone !== "UTC" && cell instanceof Date ? new Date(cell.getTime() + offsetMsAt(zone, cell.getTime())) : cell;
}

/** Decimals without a fraction are left as raw bytes: as doubles, card numbers would be rounded here. */
export function withExactWholeNumbers(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    // A decimal in a BYTE_ARRAY is left alone: without its type it would be taken for text.
    if (element.converted_type !== "DECIMAL" || (element.scale ?? 0) !== 0 || element.type === "BYTE_ARRAY")
      return element;
    const { converted_type: _type, logical_type: _logical, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

/** The bytes of a decimal: big-endian, in two's complement. */
export function wholeNumber(cell: unknown): unknown {
  if (!(cell instanceof Uint8Array) || cell.length === 0) return cell;
  return BigInt.asIntN(8 * cell.length, BigInt(`0x${Buffer.from(cell).toString("hex")}`));
}

async function* csvPieces<Column extends string>(
  path: string,
  { needed, welcome }: Wanted<Column>,
): AsyncGenerator<Piece<Column>, void> {
  const { delimiter, fromLine } = dialectOf(path);
  const columns = new Set<string>([...needed, ...welcome]);
  const parser = parse({
    bom: true,
    delimiter,
    from_line: fromLine,
    skip_empty_lines: true,
    columns: (header: string[]) => {
      const names = header.map(columnName);
      checkColumns(path, names, needed);
      return names.map((name) => (columns.has(name) ? name : false));
    },
  });
  // When the file cannot be read, the parser ends with the reason, which the loop then throws.
  pipeline(createReadStream(path), parser, () => {});
  let rows: Record<Column, unknown>[] = [];
  let before = 0;
  const remarks: string[] = [];
  const piece = (): Piece<Column> => {
    const first = before + fromLine + 1;
    return { rows, where: (at) => `${path}, line ${first + at}`, remarks };
  };
  try {
    for await (const row of parser as AsyncIterable<Record<Column, string>>) {
      rows.push(delimiter === "," ? row : withPoints(row));
      if (remarks.length === 0 && isGarbled(row)) {
        remarks.push(
          `${path} is not UTF-8: letters beyond ASCII are lost (first: line ${before + fromLine + rows.length}); ${SAVE_AS}`,
        );
      }
      if (rows.length < CSV_PIECE) continue;
      yield piece();
      before += rows.length;
      rows = [];
    }
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(`${path}, after row ${before + rows.length}: ${messageOf(error)}`);
  }
  if (rows.length > 0) yield piece();
}

/** A spreadsheet in a language with decimal commas separates cells by semicolons, and may say so in a first line. */
function dialectOf(path: string): { delimiter: string; fromLine: number } {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, "r");
  const length = readSync(file, head);
  closeSync(file);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new UnusableFile(`${path}: the text is UTF-16; ${SAVE_AS}`);
  }
  const [first = ""] = head
    .toString("utf8", 0, length)
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/);
  const said = /^"?sep=(.)"?$/i.exec(first)?.[1];
  if (said !== undefined) return { delimiter: said, fromLine: 2 };
  const count = (sign: string) => first.split(sign).length;
  const delimiter = [";", "\t", "|"].find((sign) => count(sign) > count(",")) ?? ",";
  return { delimiter, fromLine: 1 };
}

const SAVE_AS = "save it as CSV UTF-8";

/** The decoder puts this sign for bytes that are no UTF-8, such as those of a spreadsheet's plain CSV. */
function isGarbled(row: Readonly<Record<string, string>>): boolean {
  return Object.values(row).some((cell) => cell.includes("\uFFFD"));
}

/** Turns `4,97` and `1.234,50`, as other languages write them, into numbers with a decimal point. */
function withPoints<Column extends string>(row: Record<Column, string>): Record<Column, string> {
  const cells = Object.entries<string>(row).map(([name, cell]) => [
    name,
    /^\s*[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+(e[+-]?\d+)?\s*$/i.test(cell)
      ? cell.replaceAll(".", "").replace(",", ".")
      : cell,
  ]);
  return Object.fromEntries(cells) as Record<Column, string>;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
