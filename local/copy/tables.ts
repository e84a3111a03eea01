// Every table that is moved, with what copying must know about it. It is read from D1's schema, which is like Neon's
// (schemas.test.ts), so that a new table or column is moved without a change here.
import { getTableColumns, getTableName, or, type SQL } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import * as schema from "../../worker/store/d1/schema.ts";

export type Row = Record<string, unknown>;

/** Views are not moved. */
type SchemaKey = Exclude<keyof typeof schema, "dailyFraudReport">;

export interface Table {
  name: string;
  /** The table's name in both schemas. */
  schemaKey: SchemaKey;
  /** The table as D1 has it. */
  d1: SQLiteTable;
  /** Column names as in rows. */
  columns: string[];
  /** Columns that hold whole numbers, which can be summed exactly. */
  wholes: string[];
  /** Columns that identify a row. */
  key: string[];
  /** Columns by which rows are read in order. */
  order: string[];
  /** Columns that stay the target's own. */
  kept: string[];
  /** A row that is there is never changed: the store refuses that. What differs is told by the comparison at the end. */
  isOnlyAdded: boolean;
  /**
   * Rows that may exist only while certain others do not (one open incident per kind): they come last. Null when the
   * table has none.
   */
  last: SQL | null;
}

const tables: Record<SchemaKey, SQLiteTable> = schema;

export const TABLES: Table[] = Object.keys(schema).filter(isTable).map(tableOf);

/**
 * Read in the order of sequence numbers: everything new or changed since an earlier copy comes after the target's
 * newest payment.
 */
export const PAYMENTS = named("payments");
/** The days in the archive. They decide which payments may leave. */
export const ARCHIVED_DAYS = named("archivedDays");
/** Copied last: it says when a payment was last stored. */
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
    // Each store keeps its own fence.
    kept: schemaKey === "writer" ? ["epoch"] : [],
    isOnlyAdded: schemaKey === "audit",
    last: or(...indexes.map(({ config }) => (config.unique ? config.where : undefined))) ?? null,
  };
}

function named(key: SchemaKey): Table {
  const found = TABLES.find(({ schemaKey }) => schemaKey === key);
  if (found === undefined) throw new Error(`${key} is no table`);
  return found;
}
