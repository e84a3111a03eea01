// SQL that both databases understand alike and that several topics use.
import { type Column, type SQL, sql } from "drizzle-orm";

export const count = sql<number>`count(*)`;

/** A sum as a whole number: PostgreSQL's sum of whole numbers is a decimal. Null when there are no rows. */
export function sumOf(column: Column): SQL<number> {
  return sql<number>`cast(sum(${column}) as bigint)`;
}

/** The same, but 0 when there are no rows. */
export function sumOrZero(column: Column): SQL<number> {
  return sql<number>`cast(coalesce(sum(${column}), 0) as bigint)`;
}

/** The category that the model and the card's history read: see payment/category.ts. */
export function readCategory({ knownAs, category }: Record<"knownAs" | "category", Column>): SQL<string> {
  return sql<string>`coalesce(${knownAs}, ${category})`;
}

/** How many rows meet a condition. */
export function countWhere(condition: SQL): SQL<number> {
  return sql<number>`count(*) filter (where ${condition})`;
}

/** A column of the row that would have been inserted if it were not stored already. */
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
 * True for rows behind a position in a list that is sorted by several columns. They are compared as one row, so that the
 * database enters the index at the position. With "less, or equal and the other less" it would read the index from its
 * beginning, and reading a long list page by page would cost the square of its length.
 */
export function isAfter(columns: readonly Column[], position: readonly unknown[]): SQL {
  return sql`${row(columns)} > ${row(position)}`;
}

/** The same for a list that is read backwards. */
export function isBefore(columns: readonly Column[], position: readonly unknown[]): SQL {
  return sql`${row(columns)} < ${row(position)}`;
}

/** True for rows up to a position, itself included. */
export function isUpTo(columns: readonly Column[], position: readonly unknown[]): SQL {
  return sql`${row(columns)} <= ${row(position)}`;
}

function row(values: readonly unknown[]): SQL {
  return sql`(${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;
}
