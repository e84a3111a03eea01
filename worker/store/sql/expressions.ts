// SQL that both databases understand alike, and that several topics use.
import { type Column, type SQL, sql } from "drizzle-orm";

export const count = sql<number>`count(*)`;

/** Whole: PostgreSQL makes a sum of whole numbers a decimal one. Null when there are no rows. */
export function sumOf(column: Column): SQL<number> {
  return sql<number>`cast(sum(${column}) as bigint)`;
}

/** The same; 0 when there are no rows. */
export function sumOrZero(column: Column): SQL<number> {
  return sql<number>`cast(coalesce(sum(${column}), 0) as bigint)`;
}

/** How many rows meet a condition. */
export function countWhere(condition: SQL): SQL<number> {
  return sql<number>`count(*) filter (where ${condition})`;
}

/** A column of the row that would have been inserted, had it not been here already. */
export function excluded({ name }: Column): SQL {
  return sql`excluded.${sql.identifier(name)}`;
}

/** `payments = payments + excluded.payments, …` for these columns. */
export function added(columns: Record<string, Column>): Record<string, SQL> {
  return Object.fromEntries(
    Object.entries(columns).map(([key, column]) => [key, sql`${column} + ${excluded(column)}`]),
  );
}

/**
 * Behind a position in a list by two columns. Compared as a pair, so that the index is entered there: of "less, or equal and
 * the other less" it is read from its beginning, and a long list to its end costs the square of its length.
 */
export function isAfter(columns: [Column, Column], position: [unknown, unknown]): SQL {
  return sql`${pair(columns)} > ${pair(position)}`;
}

/** The same of a list that is read backwards. */
export function isBefore(columns: [Column, Column], position: [unknown, unknown]): SQL {
  return sql`${pair(columns)} < ${pair(position)}`;
}

function pair([first, second]: [unknown, unknown]): SQL {
  return sql`(${first}, ${second})`;
}
