// SQL that reads the same in both stores.
import { type Column, type SQL, sql } from "drizzle-orm";

/** `payments = payments + excluded.payments, …` for these columns. */
export function added(columns: Record<string, Column>): Record<string, SQL> {
  return Object.fromEntries(
    Object.entries(columns).map(([key, column]) => [key, sql`${column} + ${sql.raw(`excluded."${column.name}"`)}`]),
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
