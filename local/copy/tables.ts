// What there is to move: every table, with what copying must know of each. Read off D1's schema, which Neon's is held to
// (schemas.test.ts), so that a table or a column that is added there moves without a word here.
import { getTableColumns, getTableName, or, type SQL } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import * as schema from "../../worker/store/d1/schema.ts";

export type Row = Record<string, unknown>;

/** Views are not moved. */
type SchemaKey = Exclude<keyof typeof schema, "dailyFraudReport">;

export interface Table {
  name: string;
  /** What both schemas call it. */
  schemaKey: SchemaKey;
  /** As D1 has it. */
  d1: SQLiteTable;
  /** Columns, by their names in rows. */
  columns: string[];
  /** Those that hold whole numbers: what can be summed exactly. */
  wholes: string[];
  /** What makes a row the only one of its kind. */
  key: string[];
  /** What rows are read by. */
  order: string[];
  /** Columns that stay the target's own. */
  kept: string[];
  /** Rows that may be there once only while others no longer are (one lasting incident of a kind): they come last. */
  last: SQL | null;
}

const tables: Record<SchemaKey, SQLiteTable> = schema;

export const TABLES: Table[] = Object.keys(schema).filter(isTable).map(tableOf);

/** In the order of sequence numbers: what is new or has changed since an earlier copy is behind the newest one there. */
export const PAYMENTS = named("payments");
/** What the archive has: payments leave by it. */
export const ARCHIVED_DAYS = named("archivedDays");
/** Comes last: it says when a payment was last stored. */
export const WRITER = named("writer");

function isTable(key: string): key is SchemaKey {
  return Reflect.get(schema, key) instanceof SQLiteTable;
}

function tableOf(schemaKey: SchemaKey): Table {
  const table = tables[schemaKey];
  const columns = Object.entries(getTableColumns(table));
  const { primaryKeys, indexes } = getTableConfig(table);
  const keyColumns = primaryKeys[0]?.columns ?? columns.flatMap(([, column]) => (column.primary ? [column] : []));
  const key = columns.flatMap(([name, column]) => (keyColumns.some((each) => each.name === column.name) ? [name] : []));
  return {
    name: getTableName(table),
    schemaKey,
    d1: table,
    columns: columns.map(([name]) => name),
    wholes: columns.flatMap(([name, column]) => (column.getSQLType() === "integer" ? [name] : [])),
    key,
    order: schemaKey === "payments" ? ["seq"] : key,
    // The fence of each store is its own.
    kept: schemaKey === "writer" ? ["epoch"] : [],
    last: or(...indexes.map(({ config }) => (config.unique ? config.where : undefined))) ?? null,
  };
}

function named(key: SchemaKey): Table {
  const found = TABLES.find(({ schemaKey }) => schemaKey === key);
  if (found === undefined) throw new Error(`${key} is no table`);
  return found;
}
