// Which payments the table is to show. The browser filters live rows by it, and the server filters pages by it. Pure.

import type { Outcome } from "../../../worker/decision/decision.ts";
import { folded } from "../../../worker/payment/folded.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";

export const OUTCOME_FILTERS = ["all", "flagged", "decline", "review", "approve"] as const;
export type OutcomeFilter = (typeof OUTCOME_FILTERS)[number];

/** Longest search that the server takes. */
export const TEXT_LENGTH = 100;

export interface View {
  outcome: OutcomeFilter;
  /** Part of a merchant, category or last four digits, or a whole payment id or card id. Empty means all. */
  text: string;
}

export const EVERYTHING: View = { outcome: "all", text: "" };

export function isOutcomeFilter(text: string): text is OutcomeFilter {
  return OUTCOME_FILTERS.some((filter) => filter === text);
}

export function isSameView(a: View, b: View): boolean {
  return a.outcome === b.outcome && a.text === b.text;
}

function outcomesOf(filter: OutcomeFilter): Outcome[] {
  if (filter === "all") return [];
  return filter === "flagged" ? ["decline", "review"] : [filter];
}

export function matches(view: View, payment: PaymentView): boolean {
  const outcomes = outcomesOf(view.outcome);
  if (outcomes.length > 0 && !outcomes.includes(payment.outcome)) return false;
  if (view.text === "") return true;
  const text = folded(view.text) || view.text;
  const { id, merchant, category, card } = payment;
  if ([id, card.id].some((whole) => whole.toLowerCase() === view.text.toLowerCase())) return true;
  return [merchant, category, card.last4].some((field) => folded(field).includes(text));
}

export function queryOf(view: View, limit: number, cursor: string | null): URLSearchParams {
  const query = new URLSearchParams({ limit: String(limit) });
  const outcomes = outcomesOf(view.outcome);
  if (outcomes.length > 0) query.set("outcome", outcomes.join(","));
  if (view.text !== "") query.set("q", view.text);
  if (cursor !== null) query.set("cursor", cursor);
  return query;
}
