// SQL that the topics of the D1 store share. D1 takes 100 parameters a statement, so rows travel as one JSON parameter.
import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";

/**
 * Any number of rows in one parameter: lists, in the order of the table's columns. Names in each row, and lists within
 * it (reasons, features) that are not yet text, would cost SQLite twice the time.
 */
export function rowsOf(table: SQLiteTable, rows: readonly object[]): SQL {
  const columns = Object.keys(getTableColumns(table));
  const lists = rows.map((row) => columns.map((key) => cellOf(Reflect.get(row, key))));
  // `->>` gives each value its own SQL type.
  const values = columns.map((_key, place) => sql.raw(`cells ->> ${place}`));
  // Materialized: else each cell would render its whole row anew. Without the `where`, SQLite would read a following
  // `on conflict` as part of a join.
  return sql`with given (cells) as materialized (select value from json_each(${JSON.stringify(lists)})) select ${sql.join(values, sql`, `)} from given where true`;
}

function cellOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

export function isAmong(column: SQLiteColumn, values: string[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}
