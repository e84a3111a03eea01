// Payments that payments:export wrote: read as a data set for training and measuring. The file says that it is one, in its
// metadata.
import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { OWN_FILE_FORMAT, OWN_FILE_KEY } from "../paymentFile/ownFile.ts";
import type { Extra } from "../worker/payment/payment.ts";
import type { Column } from "../worker/policy/ownColumns.ts";
import { offsetMsAt } from "../worker/zone.ts";
import { type Collected, type Dataset, datasetOf } from "./labelledPayments.ts";
import { BadInput, startStep } from "./progress.ts";

const COLUMNS = [
  "paid_at",
  "card",
  "merchant",
  "category",
  "amount_cents",
  "gender",
  "age_years",
  "city_population",
  "distance_km",
  "extra",
  "feed",
  "label",
  "label_at",
  "verdict",
  "verdict_at",
] as const;
type Cells = Record<string, unknown>;

/** What the file says of itself. */
export interface OwnFile {
  currency: string;
  /** FEED_TIMEZONE of the Vigie that wrote it. */
  zone: string;
  /** The columns of one's own, as its policy declared them. */
  columns: Column[];
}

interface Opened {
  file: AsyncBuffer;
  metadata: FileMetaData;
  about: OwnFile;
}

/** What the file says of itself; null for any other file. Throws for one of a later format. */
export async function ownFileAt(path: string): Promise<OwnFile | null> {
  return (await opened(path))?.about ?? null;
}

async function opened(path: string): Promise<Opened | null> {
  if (!/\.parquet$/i.test(path) || !existsSync(path) || statSync(path).isDirectory()) return null;
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch(() => null);
  const said = metadata?.key_value_metadata?.find(({ key }) => key === OWN_FILE_KEY)?.value;
  if (metadata === null || said === undefined) return null;
  const { format, currency, zone, columns }: Partial<OwnFile> & { format?: unknown } = JSON.parse(said);
  if (format !== OWN_FILE_FORMAT || currency === undefined || zone === undefined)
    throw new BadInput(
      `${path}: another version of Vigie wrote this export (format ${format}); export the payments again`,
    );
  return { file, metadata, about: { currency, zone, columns: columns ?? [] } };
}

/** The first `most` payments in event order. `cards` numbers the cards: data sets that share cards need the same map. */
export async function readOwnPayments(
  paths: readonly string[],
  { cards = new Map<string, number>(), most = Number.POSITIVE_INFINITY } = {},
): Promise<{ data: Dataset; about: OwnFile }> {
  const step = startStep(`Reading ${paths.map((path) => basename(path)).join(", ")}`);
  const rows: Row[] = [];
  let about: OwnFile | null = null;
  let snapshots = 0;
  const once = new Map<string, string>();
  for (const path of paths) {
    const own = await opened(path);
    if (own === null)
      throw new BadInput(`${path}: it is no export of payments, and --data names one beside it. Give one kind of file`);
    mustAgree(about, own.about, path);
    about = own.about;
    const present = parquetSchema(own.metadata).children.map(({ element }) => element.name);
    const columns = COLUMNS.filter((name) => present.includes(name));
    let rowStart = 0;
    for (const group of own.metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const { file, metadata } = own;
      const range = { file, metadata, compressors, columns, rowStart, rowEnd };
      const cells: Cells[] = await parquetReadObjects(range).catch((cause) => {
        throw new BadInput(
          `${path}, from row ${rowStart + 1} on: damaged (${cause instanceof Error ? cause.message : cause})`,
        );
      });
      cells.forEach((each, at) => {
        if (each.feed === "snapshot") snapshots++;
        else rows.push(rowOf(each, own.about, cards, once, () => `${path}, row ${rowStart + at + 1}`));
      });
      rowStart = rowEnd;
      step.update(`${rows.length.toLocaleString("en")} rows`);
    }
  }
  if (about === null || rows.length === 0) throw new BadInput(`${paths.join(", ")}: no payments`);
  rows.sort((a, b) => a.paidAt - b.paidAt);
  if (rows.length > most) rows.length = most;
  const data = ownDatasetOf(rows, about);
  step.done(`${data.rows.toLocaleString("en")} payments, ${data.frauds.toLocaleString("en")} known frauds`);
  if (snapshots > 0)
    process.stderr.write(
      `  ${snapshots.toLocaleString("en")} payments of a snapshot feed are left out: their times are not their own\n`,
    );
  return { data, about };
}

function mustAgree(one: OwnFile | null, other: OwnFile, path: string): void {
  if (one === null || (one.currency === other.currency && one.zone === other.zone)) return;
  throw new BadInput(
    `${path}: it is in ${other.currency} and ${other.zone}, the file before it in ${one.currency} and ${one.zone}; export both anew from one Vigie`,
  );
}

/** `paidAt`: in UTC. */
interface Row extends Collected {
  offsetMs: number;
  extra: Extra | null;
  knownAt: number;
}

function rowOf(
  cells: Cells,
  { zone }: OwnFile,
  cards: Map<string, number>,
  once: Map<string, string>,
  where: () => string,
): Row {
  const paidAt = momentIn(cells.paid_at);
  const name = textIn(cells.card);
  if (Number.isNaN(paidAt)) throw new BadInput(`${where()}: paid_at is no moment; export the payments again`);
  if (name === "") throw new BadInput(`${where()}: card is missing; export the payments again`);
  const card = cards.get(name) ?? cards.size;
  cards.set(name, card);
  const same = (text: string): string => {
    const kept = once.get(text) ?? text;
    once.set(text, kept);
    return kept;
  };
  const isJudged = textIn(cells.verdict) !== "";
  const truth = textIn(isJudged ? cells.verdict : cells.label);
  const saidAt = momentIn(isJudged ? cells.verdict_at : cells.label_at);
  const gender = textIn(cells.gender);
  const extra = textIn(cells.extra);
  return {
    paidAt,
    offsetMs: offsetMsAt(zone, paidAt),
    card,
    amountCents: numberIn(cells.amount_cents),
    merchant: same(textIn(cells.merchant)),
    category: same(textIn(cells.category)),
    gender: gender === "F" || gender === "M" ? gender : null,
    age: numberIn(cells.age_years),
    people: numberIn(cells.city_population),
    distance: numberIn(cells.distance_km),
    extra: extra === "" ? null : JSON.parse(extra),
    fraud: truth === "fraud" ? 1 : 0,
    knownAt: truth === "" ? Number.NaN : Number.isNaN(saidAt) ? paidAt : saidAt,
  };
}

function textIn(cell: unknown): string {
  return cell === null || cell === undefined ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** NaN where there is none. */
function numberIn(cell: unknown): number {
  return cell === null || cell === undefined ? Number.NaN : Number(cell);
}

function momentIn(cell: unknown): number {
  return cell instanceof Date ? cell.getTime() : numberIn(cell);
}

function ownDatasetOf(rows: readonly Row[], { currency }: OwnFile): Dataset {
  return {
    ...datasetOf(rows),
    paidAt: Float64Array.from(rows, (row) => row.paidAt + row.offsetMs),
    own: {
      currency,
      offsetMs: Float64Array.from(rows, (row) => row.offsetMs),
      knownAt: Float64Array.from(rows, (row) => row.knownAt),
      extra: rows.map((row) => row.extra),
    },
  };
}
