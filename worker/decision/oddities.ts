// Payments that are odd by any measure: plain counting finds them, without a model.
import type { CardFacts } from "../features/cardFacts.ts";
import type { MerchantFacts } from "../features/merchantCards.ts";
import { paidWords } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";
import type { CareLevels } from "./careLevels.ts";
import type { Concern } from "./decision.ts";
import { currencyOf, type Telling } from "./telling.ts";
import { isOwnAmount, usualOf } from "./usual.ts";
import { ordinal, twoDigits } from "./wording.ts";

/** Smaller amounts are not far above anything. */
const FAR_ABOVE_CENTS = 10_000;
/** Many cards at a merchant are more than so many times the most that are usual there: shops have busy hours. */
const MERCHANT_TIMES = 3;
/** Where it is not known what is usual at a merchant, only such small payments are taken for stolen cards that are tried out. */
const TRIED_WITH_CENTS = 1_000;

export function isPlainCheck(code: Concern["code"]): boolean {
  return !code.startsWith("unfamiliar_");
}

export function oddities(
  payment: Payment,
  card: CardFacts | null,
  merchant: MerchantFacts | null,
  levels: CareLevels,
  telling: Telling = {},
): Concern[] {
  const found = merchant === null ? null : manyCards(payment, merchant, levels);
  return [...(card === null ? [] : ofCard(payment, card, levels, telling)), ...(found === null ? [] : [found])];
}

function ofCard(payment: Payment, facts: CardFacts, levels: CareLevels, telling: Telling): Concern[] {
  const { amountCents } = payment;
  const { inTenMinutes, inHour, sameAmountInDay } = facts;
  const found: Concern[] = [];
  if (reaches(inTenMinutes + 1, levels.paymentsInTenMinutes)) {
    const text = `the card’s ${ordinal(inTenMinutes + 1)} payment within ten minutes`;
    found.push({ code: "payments_in_a_row", text });
  } else if (reaches(inHour + 1, levels.paymentsInHour)) {
    found.push({ code: "payments_in_a_row", text: `the card’s ${ordinal(inHour + 1)} payment within an hour` });
  }
  if (reaches(sameAmountInDay + 1, levels.sameAmountInDay)) {
    const text = `${paidWords(payment, currencyOf(telling))} for the ${ordinal(sameAmountInDay + 1)} time within a day`;
    found.push({ code: "same_amount", text });
  }
  const usualCents = usualOf(facts);
  if (usualCents !== null && amountCents >= FAR_ABOVE_CENTS && !isOwnAmount(amountCents, facts)) {
    const ratio = amountCents / usualCents;
    if (levels.farAboveTimes !== null && ratio > levels.farAboveTimes) {
      const text = `${paidWords(payment, currencyOf(telling))} is ${twoDigits(ratio)} × what this card usually pays`;
      found.push({ code: "far_above_card", text });
    }
  }
  return found;
}

function manyCards({ amountCents }: Payment, facts: MerchantFacts, levels: CareLevels): Concern | null {
  const { cards, usualCards } = facts;
  if (!reaches(cards, levels.cardsAtMerchant)) return null;
  const nth = `the ${ordinal(cards)} card at this merchant within ten minutes`;
  if (usualCards === null) {
    if (amountCents > TRIED_WITH_CENTS) return null;
    const text = `${nth}, with a small payment; how many are usual there is not known yet`;
    return { code: "many_cards_at_merchant", text };
  }
  if (cards <= MERCHANT_TIMES * usualCards) return null;
  return { code: "many_cards_at_merchant", text: `${nth}; usually there are ${usualCards} at most` };
}

function reaches(count: number, level: number | null): boolean {
  return level !== null && count >= level;
}
