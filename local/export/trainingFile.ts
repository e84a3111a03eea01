// Payments as a parquet file that model/ownPayments.ts reads. Pure: pages go in, pieces of the file come out, so that no more than
// one group of rows is in memory.
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import { OWN_FILE_FORMAT, OWN_FILE_KEY } from "../../paymentFile/ownFile.ts";
import type { TrainingPage } from "../../worker/wire/training.ts";

type Row = TrainingPage["payments"][number];
type About = TrainingPage["about"];

const GROUP_ROWS = 50_000;

const COLUMNS: readonly { name: string; type: ColumnSource["type"]; cell: (row: Row) => unknown }[] = [
  { name: "id", type: "STRING", cell: ({ id }) => id },
  { name: "paid_at", type: "TIMESTAMP", cell: ({ paidAt }) => time(paidAt) },
  { name: "seen_at", type: "TIMESTAMP", cell: ({ seenAt }) => time(seenAt) },
  { name: "card", type: "STRING", cell: ({ cardId }) => cardId },
  { name: "merchant", type: "STRING", cell: ({ merchant }) => merchant },
  { name: "category", type: "STRING", cell: ({ category }) => category },
  { name: "amount_cents", type: "INT64", cell: ({ amount }) => centsOf(amount) },
  { name: "paid_currency", type: "STRING", cell: ({ paid }) => paid?.currency ?? null },
  { name: "paid_amount", type: "STRING", cell: ({ paid }) => paid?.amount ?? null },
  { name: "gender", type: "STRING", cell: ({ gender }) => gender },
  { name: "age_years", type: "INT32", cell: ({ ageYears }) => ageYears },
  { name: "city_population", type: "INT64", cell: ({ cityPopulation }) => whole(cityPopulation) },
  { name: "distance_km", type: "DOUBLE", cell: ({ distanceKm }) => distanceKm },
  { name: "mcc", type: "STRING", cell: ({ mcc }) => mcc },
  { name: "bin", type: "STRING", cell: ({ bin }) => bin },
  { name: "country", type: "STRING", cell: ({ country }) => country },
  { name: "extra", type: "STRING", cell: ({ extra }) => (extra == null ? null : JSON.stringify(extra)) },
  { name: "feed", type: "STRING", cell: ({ feed }) => feed },
  { name: "source", type: "STRING", cell: ({ source }) => source },
  { name: "label", type: "STRING", cell: ({ label }) => label },
  { name: "label_at", type: "TIMESTAMP", cell: ({ labelAt }) => time(labelAt) },
  { name: "verdict", type: "STRING", cell: ({ verdict }) => verdict },
  { name: "verdict_at", type: "TIMESTAMP", cell: ({ verdictAt }) => time(verdictAt) },
  { name: "fraud_type", type: "STRING", cell: ({ fraudType }) => fraudType },
  { name: "score", type: "DOUBLE", cell: ({ score }) => score },
  { name: "outcome", type: "STRING", cell: ({ outcome }) => outcome },
  { name: "model", type: "STRING", cell: ({ model }) => model },
  { name: "situation", type: "STRING", cell: ({ situation }) => situation },
];

export interface FilePart {
  rows: readonly Row[];
  about: About;
}

/** The file, piece by piece. What the file says of itself is what the first part says. */
export async function* trainingFile(parts: AsyncIterable<FilePart>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  let file: ParquetWriter | null = null;
  let waiting: Row[] = [];
  for await (const { rows, about } of parts) {
    file ??= new ParquetWriter({
      writer: bytes,
      schema: schemaFromColumnData({ columnData: columnsOf([]) }),
      kvMetadata: [{ key: OWN_FILE_KEY, value: JSON.stringify({ format: OWN_FILE_FORMAT, ...about }) }],
    });
    waiting.push(...rows);
    if (waiting.length < GROUP_ROWS) continue;
    file.write({ columnData: columnsOf(waiting) });
    waiting = [];
    yield taken(bytes);
  }
  if (file === null) return;
  if (waiting.length > 0) file.write({ columnData: columnsOf(waiting) });
  file.finish();
  yield taken(bytes);
}

function columnsOf(rows: readonly Row[]): ColumnSource[] {
  return COLUMNS.map(({ name, type, cell }) => ({
    name,
    data: rows.map(cell),
    ...(type === undefined ? {} : { type }),
  }));
}

/** What was written since. The writer goes on counting where it stands in the file. */
function taken(bytes: ByteWriter): Uint8Array {
  const piece = new Uint8Array(bytes.buffer.slice(0, bytes.index));
  bytes.index = 0;
  return piece;
}

function time(iso: string | null): Date | null {
  return iso === null ? null : new Date(iso);
}

function whole(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}

/** A decimal of CURRENCY in hundredths, whatever its own number of decimals is. */
function centsOf(amount: string | null): bigint | null {
  return amount === null ? null : BigInt(Math.round(Number(amount) * 100));
}
