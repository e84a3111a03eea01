// Rows of a parquet file, one group of rows at a time. Cells have types here, and whole numbers stay exact.
import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { wholeNumber, withExactWholeNumbers } from "../../paymentFile/table.ts";
import { UnusableFile } from "../../paymentFile/unusable.ts";
import type { RawRow, RawRows } from "./file.ts";

export async function parquetRows(path: string): Promise<RawRows> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw new UnusableFile(`${path}: not a parquet file (${messageOf(cause)})`);
  });
  const columns = parquetSchema(metadata).children.map(({ element: { name } }) => name);
  const walls = wallClocksIn(metadata);
  const exact = withExactWholeNumbers(metadata);
  async function* rows(wanted: ReadonlySet<string>): AsyncGenerator<RawRow> {
    const read = columns.filter((name) => wanted.has(name));
    let start = 0;
    for (const group of metadata.row_groups) {
      const end = start + Number(group.num_rows);
      const range = { rowStart: start, rowEnd: end };
      const records = await parquetReadObjects({ file, metadata: exact, compressors, columns: read, ...range }).catch(
        (cause: unknown) => {
          throw new UnusableFile(`${path}, from row ${start + 1} on: damaged (${messageOf(cause)})`);
        },
      );
      for (const [at, record] of records.entries()) {
        yield { at: start + at + 1, columns: plain(record, walls) };
      }
      start = end;
    }
  }
  return { unit: "row", columns, remarks: [], rows };
}

/** Columns of times without a zone: what a wall clock showed. */
function wallClocksIn({ schema }: FileMetaData): ReadonlySet<string> {
  const isWall = ({ logical_type: type }: FileMetaData["schema"][number]) =>
    type?.type === "TIMESTAMP" && !type.isAdjustedToUTC;
  return new Set(schema.filter(isWall).map(({ name }) => name));
}

/** Cells as a row of JSON would have them. */
function plain(record: Readonly<Record<string, unknown>>, walls: ReadonlySet<string>): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const name in record) columns[name] = plainCell(wholeNumber(record[name]), walls.has(name));
  return columns;
}

function plainCell(cell: unknown, isWall: boolean): unknown {
  if (typeof cell === "bigint") return String(cell);
  if (!(cell instanceof Date)) return cell;
  if (Number.isNaN(cell.getTime())) return null;
  const written = cell.toISOString();
  return isWall ? written.slice(0, -1) : written;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
