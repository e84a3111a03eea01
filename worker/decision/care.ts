// Decides with care what lies outside of what the model learned, and what is odd by any measure: such payments go to a person,
// however low their score is. Levels and their price are in docs/care.md.
import { counted } from "../counted.ts";
import type { CardFacts } from "../features/cardFacts.ts";
import type { MerchantFacts } from "../features/merchantCards.ts";
import { categoryWords } from "../payment/categoryWords.ts";
import type { Payment } from "../payment/payment.ts";
import { knownUpTo, type Support } from "../scoring/support.ts";
import { CARE_LEVELS, type CareLevels } from "./careLevels.ts";
import type { Concern, Unfamiliar } from "./decision.ts";
import { oddities } from "./oddities.ts";
import { isOwnAmount, usualOf } from "./usual.ts";
import { inDollars } from "./wording.ts";

export interface Care {
  unfamiliar: Unfamiliar[];
  concerns: Concern[];
}

/** What is known about a payment besides itself. */
export interface PaymentFacts {
  /** Null on a feed without histories. */
  card: CardFacts | null;
  /** Null where the cards of a merchant are not counted. */
  merchant: MerchantFacts | null;
  /** What payments of this Vigie usually are, in cents. Null while there are too few. */
  usualCents: number | null;
}

/** `support`: null without a model. */
export function careFor(
  payment: Payment,
  facts: PaymentFacts,
  support: Support | null,
  levels: CareLevels = CARE_LEVELS,
): Care {
  const unfamiliar = support === null ? [] : unfamiliarIn(payment, facts, support);
  const usualCents = usualOf(facts.card) ?? facts.usualCents ?? support?.usualCents ?? Number.POSITIVE_INFINITY;
  const isMuch = levels.unfamiliarTimes !== null && payment.amountCents > levels.unfamiliarTimes * usualCents;
  const concerns = unfamiliar.map(({ what, why }): Concern => ({ code: `unfamiliar_${what}`, text: why }));
  return {
    unfamiliar,
    concerns: [...(isMuch ? concerns : []), ...oddities(payment, facts.card, facts.merchant, levels)],
  };
}

function unfamiliarIn(payment: Payment, facts: PaymentFacts, support: Support): Unfamiliar[] {
  const { amountCents, category } = payment;
  const found: Unfamiliar[] = [];
  if (amountCents > knownUpTo(support, category) && !isOwnAmount(amountCents, facts.card)) {
    found.push({ what: "amount", why: amountWords(payment, facts, support) });
  }
  if (!support.commonUpToCents.has(category)) {
    const why = `the model has learned from no payment on ${categoryWords(category)}; ${usualWords(facts, support)}`;
    found.push({ what: "category", why });
  }
  return found;
}

function amountWords({ amountCents, category }: Payment, facts: PaymentFacts, support: Support): string {
  const limit = knownUpTo(support, category);
  const what =
    limit >= support.highestFraudCents
      ? `no fraud that the model learned from was above ${inDollars(support.highestFraudCents / 100)}`
      : `hardly any payment on ${categoryWords(category)} that the model learned from was above ${inDollars(limit / 100)}`;
  return `${inDollars(amountCents / 100)} on ${categoryWords(category)}: ${what}, so its score says little; ${usualWords(facts, support)}`;
}

function usualWords({ card, usualCents }: PaymentFacts, support: Support): string {
  const ownCents = usualOf(card);
  if (ownCents !== null) return `this card usually pays ${inDollars(ownCents / 100)}`;
  const all = `payments of all cards are ${inDollars((usualCents ?? support.usualCents) / 100)} on average`;
  if (card === null || card.payments === 0) return `nothing is known of this card, and ${all}`;
  if (card.meanCents === 0) return `this card has only been checked, with payments of nothing, and ${all}`;
  return `only ${counted(card.payments, "payment is", "payments are")} known of this card, and ${all}`;
}
