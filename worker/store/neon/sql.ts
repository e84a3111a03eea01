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

/** `payments = payments + excluded.payments, …` for these columns. */
export function added(columns: Record<string, PgColumn>): Record<string, SQL> {
  return Object.fromEntries(
    Object.entries(columns).map(([key, column]) => [key, sql`${column} + ${sql.raw(`excluded."${column.name}"`)}`]),
  );
}

export function isAmong(column: PgColumn, values: string[]): SQL {
  return sql`${column} = any(${sql.param(values)}::text[])`;
}

/** PostgreSQL makes a sum of whole numbers a decimal one. */
export function sumOf(column: PgColumn): SQL<number> {
  return sql<number>`sum(${column})::bigint`;
}

/**
 * Behind a position in a list by two columns. Compared as a pair, so that the index is entered there: of "less, or equal and
 * the other less" it is read from its beginning, and a long list to its end costs the square of its length.
 */
export function isAfter(columns: [PgColumn, PgColumn], position: [unknown, unknown]): SQL {
  return sql`${pair(columns)} > ${pair(position)}`;
}

/** The same of a list that is read backwards. */
export function isBefore(columns: [PgColumn, PgColumn], position: [unknown, unknown]): SQL {
  return sql`${pair(columns)} < ${pair(position)}`;
}

function pair([first, second]: [unknown, unknown]): SQL {
  return sql`(${first}, ${second})`;
}
