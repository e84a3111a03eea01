// SQL that the topics of the Neon store share.
import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

/** Any number of rows, a parameter a column, in the order of the table's columns; a condition may follow. */
export function rowsOf(table: PgTable, rows: readonly object[]): SQL {
  const columns = Object.entries(getTableColumns(table));
  const lists = columns.map(([key, column]) => {
    const cells = rows.map((row) => cellOf(Reflect.get(row, key)));
    return sql`${sql.param(cells)}::${sql.raw(column.getSQLType())}[]`;
  });
  return sql`select * from unnest(${sql.join(lists, sql`, `)}) as given where true`;
}

/** The driver would take a list within a row for another dimension of the array. */
function cellOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value ?? null);
}

export function isAmong(column: PgColumn, values: string[]): SQL {
  return sql`${column} = any(${sql.param(values)}::text[])`;
}

/** PostgreSQL makes a sum of whole numbers a decimal one. */
export function sumOf(column: PgColumn): SQL<number> {
  return sql<number>`sum(${column})::bigint`;
}
