// What each part of a filter of payments says in SQL.
import { and, type Column, eq, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import type { PaymentFilter } from "../payments.ts";
import type { Dialect } from "./dialect.ts";
import { found, type Search } from "./search.ts";

export type Condition =
  | "paid"
  | "flagged"
  | "outcome"
  | "stored"
  | "amount"
  | "card"
  | "merchant"
  | "category"
  | "text";
export type Conditions = Partial<Record<Condition, SQL>>;

/** `search`: what the filter's `q` means here. */
export function conditionsOf(dialect: Dialect, filter: PaymentFilter, search: Search | null = null): Conditions {
  const { payments } = dialect.tables;
  const { from, to, storedBy, outcomes, fromCents, toCents, category, cardId, merchant } = filter;
  const isFlagged = outcomes.length > 0 && !outcomes.includes("approve");
  const parts: Record<Condition, SQL | undefined> = {
    paid: and(
      from === undefined ? undefined : gte(payments.paidAt, from),
      to === undefined ? undefined : lt(payments.paidAt, to),
    ),
    // Spelled as in the partial index, so that the database uses it.
    flagged: isFlagged ? sql`outcome <> 'approve'` : undefined,
    // Both flagged outcomes are what `flagged` says already.
    outcome:
      outcomes.length === 0 || (isFlagged && outcomes.length > 1) ? undefined : inArray(payments.outcome, outcomes),
    stored: storedBy === undefined ? undefined : lte(payments.storedAt, storedBy),
    amount: and(
      fromCents === undefined ? undefined : gte(payments.amountCents, fromCents),
      toCents === undefined ? undefined : lte(payments.amountCents, toCents),
    ),
    card: cardId === undefined ? undefined : eq(payments.cardId, cardId),
    merchant: merchant === undefined ? undefined : eq(payments.merchant, merchant),
    category: category === undefined ? undefined : eq(payments.category, category),
    text: search === null ? undefined : containing(dialect, search),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

/** Those of the conditions that are not in a list of names. */
export function without(conditions: Conditions, names: readonly Condition[]): SQL[] {
  return Object.entries(conditions).flatMap(([name, part]) => (names.some((each) => each === name) ? [] : part));
}

function containing({ tables, holds, isAmong }: Dialect, search: Search): SQL | undefined {
  const { payments } = tables;
  const contains = (column: Column, needle: string) => holds(sql`lower(${column})`, needle);
  return found(search, payments, contains, (merchants) => isAmong(payments.merchant, merchants));
}
