// Search by part of a name, ignoring case and accents. SQL alone cannot do that: SQLite lowers only ASCII, and
// PostgreSQL keeps accents. Names beyond ASCII are therefore folded here, by one function for both stores.
import { type Column, or, type SQL, sql } from "drizzle-orm";
import { folded } from "../../payment/folded.ts";

/** Spelled as in the partial index, so that the database uses it. */
export const BEYOND_ASCII = sql.raw("octet_length(merchant) > length(merchant)");

/**
 * Each merchant beyond ASCII once. The query goes from name to name by its index, since reading every payment of each
 * would be slow. It begins with `select`, because only such a query is repeated when it broke off.
 */
export const merchantsBeyondAscii: SQL = sql`select name from (with recursive names (name) as (
  select min(merchant) from payments where ${BEYOND_ASCII}
  union all
  select (select min(merchant) from payments where ${BEYOND_ASCII} and merchant > names.name) from names where names.name is not null
) select name from names where name is not null) as found`;

export interface Search {
  q: string;
  /** Merchants beyond ASCII that contain the needle. */
  merchants: string[];
}

export function searchFor(q: string, beyondAscii: readonly string[]): Search {
  const needle = needleOf(q);
  return { q, merchants: beyondAscii.filter((name) => folded(name).includes(needle)) };
}

/**
 * Uses `contains` instead of LIKE: D1 refuses patterns of more than 50 bytes, and `q` may have 100 characters. An empty
 * needle would match everything.
 */
export function found(
  { q, merchants }: Search,
  columns: Record<"id" | "cardId" | "merchant" | "category" | "last4", Column>,
  contains: (column: Column, needle: string) => SQL,
  isAmong: (merchants: string[]) => SQL,
): SQL | undefined {
  const needle = needleOf(q);
  // A needle beyond ASCII cannot be part of an ASCII name.
  const named = isAscii(needle) ? [columns.merchant, columns.category, columns.last4] : [];
  return or(
    ...named.map((column) => contains(column, needle)),
    merchants.length === 0 ? undefined : isAmong(merchants),
    sql`${columns.id} = ${q}`,
    sql`${columns.cardId} = ${q}`,
  );
}

/** What is looked for in lowered names. */
export function needleOf(q: string): string {
  return folded(q) || q;
}

/** True when the needle may be part of an ASCII name. */
export function isAscii(needle: string): boolean {
  return /^[ -~]+$/.test(needle);
}
