// The indexes of payments, as ways into a list: in what order each walks, and which conditions it keeps by itself.
import { and, asc, type Column, desc, gte, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Sort, UNSCORED } from "../../payment/query/sorting.ts";
import type { PaymentFilter, Position } from "../payments.ts";
import type { Condition, Conditions } from "./conditions.ts";
import type { Tables } from "./dialect.ts";
import { isAfter, isBefore } from "./expressions.ts";

/** A part of an index that is walked in one direction. */
export interface Walk {
  /** Columns by which it is sorted, all in one direction. */
  columns: Column[];
  /** Columns before those, in the same index, that have one value in the whole part. */
  fixed?: Column[];
  /** Bounds of the first column: [from, to). */
  from: number | undefined;
  to: number | undefined;
  /** What holds for the whole part. */
  within: SQL | undefined;
  keeps: readonly Condition[];
}

/** Newest or oldest first: of a card, of a merchant, of the flagged payments, or of all. */
export function timeWalk({ payments }: Tables, { from, to }: PaymentFilter, conditions: Conditions): Walk {
  const { card, merchant, flagged, stored } = conditions;
  const columns = [payments.paidAt, payments.id];
  // Nearly all payments of a day were stored by its close, so that condition leaves few out.
  if (card !== undefined) return { columns, from, to, within: and(card, stored), keeps: ["card", "paid", "stored"] };
  if (merchant !== undefined) {
    return { columns, from, to, within: and(merchant, stored), keeps: ["merchant", "paid", "stored"] };
  }
  if (flagged !== undefined) {
    return { columns, from, to, within: and(flagged, stored), keeps: ["flagged", "paid", "stored"] };
  }
  return { columns, from, to, within: stored, keeps: ["paid", "stored"] };
}

export function amountWalk({ payments }: Tables, { fromCents, toCents }: PaymentFilter): Walk {
  const columns = [payments.amountCents, payments.paidAt, payments.id];
  const to = toCents === undefined ? undefined : toCents + 1;
  return { columns, from: fromCents, to, within: undefined, keeps: ["amount"] };
}

/**
 * Payments with a score and those without one are walked one after the other. Compared as a row, a score of null would be
 * neither before nor behind any position; and in PostgreSQL it sorts above all scores, in SQLite below.
 */
export function scoreWalks({ payments }: Tables): { scored: Walk; unscored: Walk } {
  const all = { from: undefined, to: undefined, keeps: [] };
  return {
    scored: { ...all, columns: [payments.score, payments.paidAt, payments.id], within: isNotNull(payments.score) },
    unscored: {
      ...all,
      columns: [payments.paidAt, payments.id],
      fixed: [payments.score],
      within: isNull(payments.score),
    },
  };
}

/** Payments that a text names by their id, or by their card's. */
export function namedBy({ payments }: Tables, text: string): Walk {
  return {
    columns: [payments.paidAt, payments.id],
    ...{ from: undefined, to: undefined },
    within: or(sql`${payments.id} = ${text}`, sql`${payments.cardId} = ${text}`),
    keeps: ["text"],
  };
}

/** The parts of the list, one after the other, from the position on. */
export function walksOf(
  tables: Tables,
  { sort, order }: { sort: Sort; order: "asc" | "desc" },
  filter: PaymentFilter,
  conditions: Conditions,
  after: Position | null,
): { walk: Walk; after: Position | null }[] {
  if (sort === "time") return [{ walk: timeWalk(tables, filter, conditions), after }];
  if (sort === "amount") return [{ walk: amountWalk(tables, filter), after }];
  const { scored, unscored } = scoreWalks(tables);
  const [first, second] = order === "desc" ? [scored, unscored] : [unscored, scored];
  const isInSecond = after !== null && (after.key === UNSCORED) === (second === unscored);
  if (isInSecond) return [{ walk: second, after }];
  return [
    { walk: first, after },
    { walk: second, after: null },
  ];
}

/**
 * The rows of a walk from a position on. Only one condition bounds each side, because SQLite does not enter an index at a
 * position when another condition bounds the same side.
 */
export function rowsOf(
  { columns, from, to, within }: Walk,
  after: Position | null,
  order: "asc" | "desc",
): SQL | undefined {
  const [first] = columns;
  if (first === undefined) return within;
  const place =
    after === null ? null : columns.length === 2 ? [after.paidAt, after.id] : [after.key, after.paidAt, after.id];
  const at = place === null ? null : Number(place[0]);
  const isBeyondStart =
    at !== null && (order === "desc" ? to === undefined || at < to : from === undefined || at >= from);
  const behind = place === null || !isBeyondStart ? undefined : (order === "desc" ? isBefore : isAfter)(columns, place);
  return and(
    within,
    behind,
    from === undefined || (behind !== undefined && order === "asc") ? undefined : gte(first, from),
    to === undefined || (behind !== undefined && order === "desc") ? undefined : lt(first, to),
  );
}

export function orderOf({ columns, fixed = [] }: Walk, order: "asc" | "desc"): SQL[] {
  return [...fixed, ...columns].map((column) => (order === "desc" ? desc(column) : asc(column)));
}
