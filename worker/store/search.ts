// Searching by part of a name, as people type it: neither case nor accents tell names apart. SQL alone cannot do that: SQLite
// lowers ASCII only, PostgreSQL keeps accents. So names beyond ASCII are folded here, by one function for both stores.
import { type Column, or, type SQL, sql } from "drizzle-orm";
import { folded } from "../payment/folded.ts";

/** Spelled as the partial index has it, so that it is used. */
const BEYOND_ASCII = sql.raw("octet_length(merchant) > length(merchant)");

/** Each merchant beyond ASCII once. Goes from name to name by its index: reading every payment of each would be slow. It begins with `select`, as what may be asked again does. */
export const merchantsBeyondAscii: SQL = sql`select name from (with recursive names (name) as (
  select min(merchant) from payments where ${BEYOND_ASCII}
  union all
  select (select min(merchant) from payments where ${BEYOND_ASCII} and merchant > names.name) from names where names.name is not null
) select name from names where name is not null) as found`;

export interface Search {
  q: string;
  /** Merchants beyond ASCII that hold it. */
  merchants: string[];
}

export function searchFor(q: string, beyondAscii: readonly string[]): Search {
  const needle = needleOf(q);
  return { q, merchants: beyondAscii.filter((name) => folded(name).includes(needle)) };
}

/**
 * `contains` with an empty needle would hold for all. Not by LIKE: D1 refuses patterns of more than 50 bytes, and `q` may have
 * 100 characters.
 */
export function found(
  { q, merchants }: Search,
  columns: Record<"id" | "cardId" | "merchant" | "category" | "last4", Column>,
  contains: (column: Column, needle: string) => SQL,
  isAmong: (merchants: string[]) => SQL,
): SQL | undefined {
  const needle = needleOf(q);
  // What is not ASCII is in no name that is.
  const named = /^[ -~]+$/.test(needle) ? [columns.merchant, columns.category, columns.last4] : [];
  return or(
    ...named.map((column) => contains(column, needle)),
    merchants.length === 0 ? undefined : isAmong(merchants),
    sql`${columns.id} = ${q}`,
    sql`${columns.cardId} = ${q}`,
  );
}

function needleOf(q: string): string {
  return folded(q) || q;
}
