// What a card usually pays, and which amounts are its own.
import type { CardFacts } from "../features/cardFacts.ts";

/** With fewer payments it is not known what a card usually pays. */
const PAYMENTS_FOR_USUAL = 5;
/** An amount is the card's own up to so much above what it once paid. */
const OWN_AMOUNT_TIMES = 1.25;

/** The card's usual payment, in cents; null while it is not known. Payments of nothing, which check a card, tell none. */
export function usualOf(facts: CardFacts | null): number | null {
  return facts === null || facts.settledPayments < PAYMENTS_FOR_USUAL || facts.settledMeanCents === 0
    ? null
    : facts.settledMeanCents;
}

export function isOwnAmount(amountCents: number, facts: CardFacts | null): boolean {
  return facts !== null && amountCents <= OWN_AMOUNT_TIMES * facts.settledHighCents;
}
