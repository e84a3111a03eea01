// Which payments the table is to show, and in what order. The browser filters live rows by it, and the server filters pages
// by it. Pure.

import type { Outcome } from "../../../worker/decision/decision.ts";
import { signOf } from "../../../worker/money.ts";
import { folded } from "../../../worker/payment/folded.ts";
import { isWithin, readAmount, signIn } from "../../../worker/payment/query/amount.ts";
import { isPaidWithin, readPaid } from "../../../worker/payment/query/paid.ts";
import { keyOf, NEWEST_FIRST, ORDERS, SORTS, type Sorting } from "../../../worker/payment/query/sorting.ts";
import { NO_SEARCH, type SearchFields } from "../../../worker/payment/query/words.ts";
import type { PaymentView, PlaceView } from "../../../worker/wire/board.ts";
import { dateIn } from "./format.ts";
import { centsOf, currency } from "./money.ts";

export const OUTCOME_FILTERS = ["all", "flagged", "decline", "review", "approve"] as const;
export type OutcomeFilter = (typeof OUTCOME_FILTERS)[number];

/** Longest part of a name that the server takes. */
export const TEXT_LENGTH = 100;
/** Longest of the other filters. */
export const FIELD_LENGTH = 200;

export interface View extends SearchFields, Sorting {
  outcome: OutcomeFilter;
  /** The parameters of the address that are no filter of this list, as they are written there. Empty where all are known. */
  unknown: string;
}

export const EVERYTHING: View = { outcome: "all", ...NO_SEARCH, ...NEWEST_FIRST, unknown: "" };

/** The filter that shows these outcomes, listed as the API takes them. Null when there is none. */
export function filterOf(outcomes: string): OutcomeFilter | null {
  const wanted = new Set(outcomes.split(",").map((outcome) => outcome.trim()));
  const isIt = (filter: OutcomeFilter) => {
    const shown: readonly string[] = filter === "all" ? ["approve", "review", "decline"] : outcomesOf(filter);
    return shown.length === wanted.size && shown.every((outcome) => wanted.has(outcome));
  };
  return OUTCOME_FILTERS.find(isIt) ?? null;
}

export function isOutcomeFilter(text: string): text is OutcomeFilter {
  return OUTCOME_FILTERS.some((filter) => filter === text);
}

/** Anything else is the newest first. */
export function sortingOf(sort: string | null, order: string | null): Sorting {
  return {
    sort: SORTS.find((each) => each === sort) ?? NEWEST_FIRST.sort,
    order: ORDERS.find((each) => each === order) ?? NEWEST_FIRST.order,
  };
}

export function isSameView(a: View, b: View): boolean {
  return a.unknown === b.unknown && filterQuery(a).toString() === filterQuery(b).toString();
}

/** Why the filters of a view cannot be read, in words. Such a view shows nothing, and the server is not asked. */
export function problemsOf({ amount, paid, text, unknown }: View): string[] {
  const problems: string[] = [];
  if (unknown !== "") problems.push(`The address asks for ${unknown}, which is no filter of this list.`);
  const read = amount === "" ? null : readAmount(amount);
  if (read?.ok === false) problems.push(`The amount ${read.problem}.`);
  const sign = signIn(amount);
  if (sign !== null && !signOf(currency.value).trim().endsWith(sign))
    problems.push(`Amounts are searched for in ${currency.value}: leave out ${sign}.`);
  const days = paid === "" ? null : readPaid(paid);
  if (days?.ok === false) problems.push(`The time ${days.problem}.`);
  if (text.length > TEXT_LENGTH) problems.push(`The name must be at most ${TEXT_LENGTH} characters long.`);
  return problems;
}

function outcomesOf(filter: OutcomeFilter): Outcome[] {
  if (filter === "all") return [];
  return filter === "flagged" ? ["decline", "review"] : [filter];
}

/**
 * `zone`: whose days the view means. Null before it is known: then the days are left to the server, and live rows, which come
 * with the zone, are not there yet.
 */
export function matches(view: View, payment: PaymentView, zone: string | null = null): boolean {
  if (view.unknown !== "") return false;
  const outcomes = outcomesOf(view.outcome);
  if (outcomes.length > 0 && !outcomes.includes(payment.outcome)) return false;
  if (view.category !== "" && view.category !== payment.category) return false;
  if (view.card !== "" && view.card !== payment.card.id) return false;
  if (view.amount !== "" && !hasAmount(view.amount, payment)) return false;
  if (view.paid !== "" && !wasPaid(view.paid, payment, zone)) return false;
  return view.text === "" || hasText(view.text, payment);
}

function hasAmount(amount: string, payment: PaymentView): boolean {
  const read = readAmount(amount);
  return read.ok && isWithin(read.value, centsOf(payment.amount));
}

function wasPaid(paid: string, { paidAt }: PaymentView, zone: string | null): boolean {
  const read = readPaid(paid);
  const date = zone === null ? null : dateWhereKnown(paidAt, zone);
  return read.ok && (date === null || isPaidWithin(read.value, Date.parse(paidAt), date));
}

/** Null in a zone that this browser does not know; then the server's page alone decides. */
function dateWhereKnown(iso: string, zone: string): string | null {
  try {
    return dateIn(iso, zone);
  } catch {
    return null;
  }
}

function hasText(wanted: string, { id, merchant, category, card }: PaymentView): boolean {
  const text = folded(wanted) || wanted;
  if ([id, card.id].some((whole) => whole.toLowerCase() === wanted.toLowerCase())) return true;
  return [merchant, category, card.last4].some((field) => folded(field).includes(text));
}

/** Compares where two payments stand in a list: negative when the first stands above. As the server does. */
export function placing({ sort, order }: Sorting): (a: PlaceView, b: PlaceView) => number {
  const direction = order === "desc" ? -1 : 1;
  const byTime = (a: PlaceView, b: PlaceView) => compare(a.paidAt, b.paidAt) || compare(a.id, b.id);
  if (sort === "time") return (a, b) => direction * byTime(a, b);
  const key = (place: PlaceView) => keyOf(sort, { paidAt: 0, amountCents: centsOf(place.amount), score: place.score });
  return (a, b) => direction * (key(a) - key(b) || byTime(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The list and its export ask the server with the same query. */
export function filterQuery(view: View): URLSearchParams {
  const query = new URLSearchParams();
  const outcomes = outcomesOf(view.outcome);
  if (outcomes.length > 0) query.set("outcome", outcomes.join(","));
  if (view.text !== "") query.set("q", view.text);
  for (const field of ["amount", "paid", "category", "card"] as const)
    if (view[field] !== "") query.set(field, view[field]);
  if (view.sort !== NEWEST_FIRST.sort) query.set("sort", view.sort);
  if (view.order !== NEWEST_FIRST.order) query.set("order", view.order);
  return query;
}

export function queryOf(view: View, limit: number, cursor: string | null): URLSearchParams {
  const query = filterQuery(view);
  query.set("limit", String(limit));
  if (cursor !== null) query.set("cursor", cursor);
  return query;
}
