// Reads what is needed to compare two models from the store.
import { DAY_MS, HOUR_MS } from "../duration.ts";
import type { PairStore } from "../store/pairs.ts";
import type { Comparison } from "../wire/comparison.ts";
import { type ComparedModels, comparisonOf, MATURE_DAYS, type Span, youngFrom } from "./comparison.ts";

/** What is compared where nobody says a time: enough for thirty frauds of most shops, and not yet another season. */
const COMPARED_DAYS = 30;

export function latestSpan(nowMs: number): Span {
  return { from: nowMs - COMPARED_DAYS * DAY_MS, to: nowMs };
}

/** Payments are counted by the hour, so all hours that a time touches are meant. */
export function wholeHours({ from, to }: Span): Span {
  return { from: Math.floor(from / HOUR_MS) * HOUR_MS, to: Math.ceil(to / HOUR_MS) * HOUR_MS };
}

export async function readComparison(
  store: Pick<PairStore, "pairs">,
  models: ComparedModels,
  asked: Span,
  nowMs: number,
  currency: string,
  matureDays = MATURE_DAYS,
): Promise<Comparison> {
  const { from, to } = wholeHours(asked);
  const between = Math.min(to, Math.max(from, youngFrom(nowMs, matureDays)));
  const [aged, young] = await Promise.all(
    [
      { from, to: between },
      { from: between, to },
    ].map((part) => (part.from < part.to ? store.pairs(models.champion, models.challenger, part.from, part.to) : [])),
  );
  return comparisonOf(models, { from, to }, { aged: aged ?? [], young: young ?? [] }, matureDays, currency);
}
