// Cards and merchants that alert nobody for a while: the entries of the list `snooze`. Decisions stay as they are. Pure.
import type { ListEntry } from "../policy/lists.ts";
import { hasEnded } from "../policy/rule.ts";
import type { ScoredPayment } from "../store/payments.ts";

/** By value, those that hold now. */
export interface Snoozes {
  cards: ReadonlySet<string>;
  merchants: ReadonlySet<string>;
}

export function snoozesIn(entries: readonly ListEntry[], nowMs: number): Snoozes {
  const cards = new Set<string>();
  const merchants = new Set<string>();
  for (const entry of entries) {
    if (entry.list !== "snooze" || hasEnded(entry, nowMs)) continue;
    if (entry.kind === "card") cards.add(entry.value);
    if (entry.kind === "merchant") merchants.add(entry.value);
  }
  return { cards, merchants };
}

export function isSnoozed(
  { cardId, merchant }: Pick<ScoredPayment, "cardId" | "merchant">,
  { cards, merchants }: Snoozes,
): boolean {
  return cards.has(cardId) || merchants.has(merchant);
}
