// Decides with care what lies outside of what the model learned, and what is odd by any measure: such payments go to a person,
// however low their score is. Levels and their price are in docs/care.md.
import { counted } from "../counted.ts";
import type { CardFacts } from "../features/cardFacts.ts";
import { categoryWords } from "../payment/categoryWords.ts";
import type { Payment } from "../payment/payment.ts";
import { knownUpTo, type Support } from "../scoring/support.ts";
import type { CONCERNS, Unfamiliar } from "./decision.ts";
import { inDollars, ordinal, twoDigits } from "./wording.ts";

/** Something for which a payment goes to a person, whatever its score. */
export interface Concern {
  code: (typeof CONCERNS)[number];
  text: string;
}

export interface Care {
  unfamiliar: Unfamiliar[];
  concerns: Concern[];
}

/** An unfamiliar payment goes to a person when it is so many times what the card usually pays. */
const UNFAMILIAR_TIMES = 5;
/** A payment of so many times what the card usually pays goes to a person in any case, from FAR_ABOVE_CENTS on. */
const FAR_ABOVE_TIMES = 30;
const FAR_ABOVE_CENTS = 10_000;
/** With fewer payments it is not known what a card usually pays. */
const PAYMENTS_FOR_USUAL = 5;
/** An amount is the card's own up to so much above what it once paid. */
const OWN_AMOUNT_TIMES = 1.25;
/** Earlier payments of a card from which on another one goes to a person. */
const IN_TEN_MINUTES = 3;
const IN_HOUR = 5;
const SAME_AMOUNT_IN_DAY = 3;

/** `facts`: null on a feed without histories. `support`: null without a model. */
export function careFor(payment: Payment, facts: CardFacts | null, support: Support | null): Care {
  const unfamiliar = support === null ? [] : unfamiliarIn(payment, facts, support);
  const usualCents = usualOf(facts) ?? support?.usualCents ?? Number.POSITIVE_INFINITY;
  const isMuch = payment.amountCents > UNFAMILIAR_TIMES * usualCents;
  const concerns = unfamiliar.map(({ what, why }): Concern => ({ code: `unfamiliar_${what}`, text: why }));
  return { unfamiliar, concerns: [...(isMuch ? concerns : []), ...oddities(payment, facts)] };
}

function unfamiliarIn(payment: Payment, facts: CardFacts | null, support: Support): Unfamiliar[] {
  const { amountCents, category } = payment;
  const found: Unfamiliar[] = [];
  if (amountCents > knownUpTo(support, category) && !isOwnAmount(amountCents, facts)) {
    found.push({ what: "amount", why: amountWords(payment, facts, support) });
  }
  if (!support.commonUpToCents.has(category)) {
    const why = `the model has learned from no payment on ${categoryWords(category)}; ${usualWords(facts, support)}`;
    found.push({ what: "category", why });
  }
  return found;
}

/** Oddities that plain counting finds, without a model. */
function oddities({ amountCents }: Payment, facts: CardFacts | null): Concern[] {
  if (facts === null) return [];
  const { inTenMinutes, inHour, sameAmountInDay } = facts;
  const found: Concern[] = [];
  if (inTenMinutes >= IN_TEN_MINUTES) {
    const text = `the card’s ${ordinal(inTenMinutes + 1)} payment within ten minutes`;
    found.push({ code: "payments_in_a_row", text });
  } else if (inHour >= IN_HOUR) {
    found.push({ code: "payments_in_a_row", text: `the card’s ${ordinal(inHour + 1)} payment within an hour` });
  }
  if (sameAmountInDay >= SAME_AMOUNT_IN_DAY) {
    const text = `${inDollars(amountCents / 100)} for the ${ordinal(sameAmountInDay + 1)} time within a day`;
    found.push({ code: "same_amount", text });
  }
  const usualCents = usualOf(facts);
  if (usualCents !== null && amountCents >= FAR_ABOVE_CENTS && !isOwnAmount(amountCents, facts)) {
    const ratio = amountCents / usualCents;
    if (ratio > FAR_ABOVE_TIMES) {
      const text = `${inDollars(amountCents / 100)} is ${twoDigits(ratio)} × what this card usually pays`;
      found.push({ code: "far_above_card", text });
    }
  }
  return found;
}

function amountWords({ amountCents, category }: Payment, facts: CardFacts | null, support: Support): string {
  const limit = knownUpTo(support, category);
  const what =
    limit >= support.highestFraudCents
      ? `no fraud that the model learned from was above ${inDollars(support.highestFraudCents / 100)}`
      : `hardly any payment on ${categoryWords(category)} that the model learned from was above ${inDollars(limit / 100)}`;
  return `${inDollars(amountCents / 100)} on ${categoryWords(category)}: ${what}, so its score says little; ${usualWords(facts, support)}`;
}

function usualWords(facts: CardFacts | null, support: Support): string {
  const usualCents = usualOf(facts);
  if (usualCents !== null) return `this card usually pays ${inDollars(usualCents / 100)}`;
  const all = `payments of all cards are ${inDollars(support.usualCents / 100)} on average`;
  if (facts === null || facts.payments === 0) return `nothing is known of this card, and ${all}`;
  if (facts.meanCents === 0) return `this card has only been checked, with payments of nothing, and ${all}`;
  return `only ${counted(facts.payments, "payment is", "payments are")} known of this card, and ${all}`;
}

/** The card's usual payment, in cents; null while it is not known. Payments of nothing, which check a card, tell none. */
function usualOf(facts: CardFacts | null): number | null {
  return facts === null || facts.payments < PAYMENTS_FOR_USUAL || facts.meanCents === 0 ? null : facts.meanCents;
}

function isOwnAmount(amountCents: number, facts: CardFacts | null): boolean {
  return facts !== null && amountCents <= OWN_AMOUNT_TIMES * facts.settledHighCents;
}
