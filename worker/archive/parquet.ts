// A table of payments as a Parquet file, and back. Pure.
import { type ColumnData, parquetMetadata, parquetRead, parquetSchema, type SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { type Cell, COLUMNS, type ColumnKind, emptyTable, lengthOf, type Table } from "./columns.ts";

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

const TYPES: Record<ColumnKind, Omit<SchemaElement, "name">> = {
  text: TEXT,
  json: TEXT,
  whole: { type: "INT64" },
  number: { type: "DOUBLE" },
  // Both types are given: from the older one alone many readers, such as DuckDB, would read a wall clock's time.
  time: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
};

const SCHEMA: SchemaElement[] = [
  { name: "root", num_children: COLUMNS.length },
  ...COLUMNS.map(
    ({ name, kind, optional }): SchemaElement => ({
      name,
      ...TYPES[kind],
      repetition_type: optional ? "OPTIONAL" : "REQUIRED",
    }),
  ),
];

export function encode(table: Table): Uint8Array {
  const columnData = COLUMNS.map(({ name, kind }, at) => ({
    name,
    data: (table[at] ?? []).map((cell) => toFile(kind, cell)),
  }));
  return new Uint8Array(
    parquetWriteBuffer({ columnData, schema: SCHEMA, rowGroupSize: lengthOf(table), createdBy: "vigie" }),
  );
}

/** Throws when the bytes are no Parquet file, or are visibly damaged. */
export async function decode(bytes: Uint8Array): Promise<Table> {
  const { buffer, byteOffset, byteLength } = bytes;
  const file = {
    byteLength,
    slice: (from: number, to = byteLength) => new Uint8Array(buffer, byteOffset).slice(from, to).buffer,
  };
  const metadata = parquetMetadata(file.slice(0));
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const expected = COLUMNS.filter(({ name, later }) => later !== true || names.includes(name));
  if (names.join() !== expected.map(({ name }) => name).join())
    throw new Error(`the file has other columns: ${names.join()}`);
  const table = emptyTable();
  const places = new Map(COLUMNS.map(({ name, kind }, at) => [name, { kind, cells: table[at] ?? [] }]));
  const onChunk = ({ columnName, columnData, rowStart }: ColumnData) => {
    const place = places.get(columnName);
    if (place === undefined) return;
    for (let i = 0; i < columnData.length; i += 1) place.cells[rowStart + i] = fromFile(place.kind, columnData[i]);
  };
  await parquetRead({ file, metadata, onChunk });
  const rows = Number(metadata.num_rows);
  for (const [at, { name }] of COLUMNS.entries())
    if (!names.includes(name)) table[at] = new Array<null>(rows).fill(null);
  if (table.some((cells) => cells.length !== rows)) throw new Error("the columns of the file differ in length");
  return table;
}

/**
 * What is wrong with a file that was read back, in words; null when nothing is. Its bytes must be those that were
 * written, and its cells those that were meant.
 */
export async function mismatchOf(meant: Table, written: Uint8Array, found: Uint8Array | null): Promise<string | null> {
  if (found === null) return "it is not there";
  if (found.length !== written.length) return `${found.length} bytes instead of ${written.length}`;
  if (found.some((byte, at) => byte !== written[at])) return "its bytes have changed";
  return differenceOf(meant, await decode(found));
}

function differenceOf(meant: Table, found: Table): string | null {
  if (lengthOf(found) !== lengthOf(meant)) return `${lengthOf(found)} rows instead of ${lengthOf(meant)}`;
  for (const [at, { name }] of COLUMNS.entries()) {
    const [cells = [], others = []] = [meant[at], found[at]];
    const row = cells.findIndex((cell, place) => !Object.is(cell, others[place]));
    if (row >= 0) return `another ${name} in row ${row + 1}`;
  }
  return null;
}

function toFile(kind: ColumnKind, cell: Cell): string | number | bigint | Date | null {
  if (cell === null || typeof cell === "string" || kind === "number") return cell;
  return kind === "time" ? new Date(cell) : BigInt(cell);
}

function fromFile(kind: ColumnKind, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (kind === "time" && value instanceof Date) return value.getTime();
  return kind === "text" || kind === "json" ? String(value) : Number(value);
}
