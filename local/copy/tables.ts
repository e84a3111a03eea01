// What there is to move: every table of both schemas, with what copying must know of each. Read off the schemas, so that a
// table or a column that is added there moves without a word here.
import { getTableColumns, getTableName, or, type SQL } from "drizzle-orm";
import { PgTable, getTableConfig as pgConfig } from "drizzle-orm/pg-core";
import { SQLiteTable, getTableConfig as sqliteConfig } from "drizzle-orm/sqlite-core";
import * as d1 from "../../worker/store/d1/schema.ts";
import * as neon from "../../worker/store/neon/schema.ts";

export type Row = Record<string, unknown>;

export interface Table {
  name: string;
  d1: SQLiteTable;
  neon: PgTable;
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
  last: { d1: SQL; neon: SQL } | null;
}

export const TABLES: Table[] = Object.keys(d1).flatMap((key) => {
  const [here, there] = [Reflect.get(d1, key), Reflect.get(neon, key)];
  return here instanceof SQLiteTable && there instanceof PgTable ? [tableOf(here, there)] : [];
});

/** In the order of sequence numbers: what is new or has changed since an earlier copy is behind the newest one there. */
export const PAYMENTS = named(d1.payments);
/** What the archive has: payments leave by it. */
export const ARCHIVED_DAYS = named(d1.archivedDays);
/** Comes last: it says when a payment was last stored. */
export const WRITER = named(d1.writer);

function tableOf(here: SQLiteTable, there: PgTable): Table {
  const columns = Object.entries(getTableColumns(here));
  const { primaryKeys, indexes } = sqliteConfig(here);
  const keyColumns = primaryKeys[0]?.columns ?? columns.flatMap(([, column]) => (column.primary ? [column] : []));
  const key = columns.flatMap(([name, column]) => (keyColumns.some((each) => each.name === column.name) ? [name] : []));
  const conditions = {
    d1: or(...indexes.map(({ config }) => (config.unique ? config.where : undefined))),
    neon: or(...pgConfig(there).indexes.map(({ config }) => (config.unique ? config.where : undefined))),
  };
  return {
    name: getTableName(here),
    d1: here,
    neon: there,
    columns: columns.map(([name]) => name),
    wholes: columns.flatMap(([name, column]) => (column.getSQLType() === "integer" ? [name] : [])),
    key,
    order: here === d1.payments ? ["seq"] : key,
    // The fence of each store is its own.
    kept: here === d1.writer ? ["epoch"] : [],
    last: conditions.d1 && conditions.neon ? { d1: conditions.d1, neon: conditions.neon } : null,
  };
}

function named(table: SQLiteTable): Table {
  const found = TABLES.find((each) => each.d1 === table);
  if (found === undefined) throw new Error(`${getTableName(table)} is no table of both schemas`);
  return found;
}
