// What a model has not seen of a payment, in words. Its score says little there.

import { counted } from "../counted.ts";
import { HOUR_MS } from "../duration.ts";
import { ageRead } from "../features/compute.ts";
import { meanWords, moneyWords } from "../money.ts";
import { asRead } from "../payment/category.ts";
import { categoryWords } from "../payment/categoryWords.ts";
import { isAmountKnown, paidWords } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";
import { HOLDER_COLUMNS, type HolderColumn, knownUpTo, type Support } from "../scoring/support.ts";
import { offsetMsAt } from "../zone.ts";
import type { Unfamiliar } from "./decision.ts";
import type { PaymentFacts } from "./paymentFacts.ts";
import { clocksOf, currencyOf, type Telling } from "./telling.ts";
import { isOwnAmount, usualOf } from "./usual.ts";
import { hourAndMinute, ordinal } from "./wording.ts";

export function unfamiliarIn(payment: Payment, facts: PaymentFacts, support: Support, telling: Telling): Unfamiliar[] {
  const found: Unfamiliar[] = [];
  const read = asRead(payment);
  for (const { what, words } of LOOKS) {
    const why = words(read, facts, support, telling);
    if (why !== null) found.push({ what, why });
  }
  return found;
}

interface Look {
  what: Unfamiliar["what"];
  /** Null for what the model has seen. No words tell the card holder's age: they leave the board. */
  words(payment: Payment, facts: PaymentFacts, support: Support, telling: Telling): string | null;
}

const LOOKS: readonly Look[] = [
  {
    what: "amount",
    words(payment, facts, support, telling) {
      const { amountCents, category } = payment;
      if (!isAmountKnown(payment)) return noRateWords(payment, facts, support, telling);
      if (amountCents <= knownUpTo(support, category) || isOwnAmount(amountCents, facts.card)) return null;
      return amountWords(payment, facts, support, telling);
    },
  },
  {
    what: "category",
    words({ category }, facts, support, telling) {
      if (support.commonUpToCents.has(category)) return null;
      if (category === "")
        return `the payment has no category, and the model has learned from none without; ${usualWords(facts, support, telling)}`;
      return `the model has learned from no payment on ${categoryWords(category)}; ${usualWords(facts, support, telling)}`;
    },
  },
  {
    what: "hour",
    words({ category, paidAt }, facts, support, telling) {
      const known = support.hours.get(category);
      if (facts.hour === null || known === undefined || known.includes(facts.hour)) return null;
      const hour = hourWords(facts.hour, paidAt, telling);
      return `the model has learned from no payment on ${categoryWords(category)} ${hour}; ${usualWords(facts, support, telling)}`;
    },
  },
  {
    what: "pace",
    words(_, { card }, { pace }) {
      if (card === null || (card.inHour <= pace.inHour && card.inDay <= pace.inDay)) return null;
      const [nth, span] = card.inHour > pace.inHour ? [card.inHour + 1, "an hour"] : [card.inDay + 1, "24 hours"];
      return `the card’s ${ordinal(nth)} payment within ${span}: the model has learned from hardly any card that pays so often`;
    },
  },
  {
    what: "missing",
    words(payment, _, { columns }) {
      const absent = columns.filter((column) => payment[column] === null);
      return absent.length === 0 ? null : `the model has hardly learned from payments without ${holderWords(absent)}`;
    },
  },
  {
    what: "age",
    words({ ageYears }, _, { ages }) {
      if (ageYears === null || ages === null) return null;
      const age = ageRead(ageYears);
      if (age >= ages.from && age <= ages.to) return null;
      return "the model has learned from no card holder of this age";
    },
  },
];

/** Where the feed's clock is not the one that people read, both are told: the model knows hours by the feed's. */
function hourWords(hour: number, paidAt: number, telling: Telling): string {
  const words = `between ${hour} and ${hour + 1} h`;
  const clocks = clocksOf(telling);
  if (clocks === null) return words;
  const { feedZone, reportZone } = clocks;
  const apartMs = offsetMsAt(reportZone, paidAt) - offsetMsAt(feedZone, paidAt);
  if (apartMs === 0) return `${words} (${reportZone})`;
  const [begin, end] = [hour, hour + 1].map((each) => hourAndMinute(new Date(each * HOUR_MS + apartMs)));
  return `${words} in ${feedZone}, which is ${begin} to ${end} in ${reportZone}`;
}

/** Nothing is said of how much it would be: that is what nobody has told. */
function noRateWords(payment: Payment, facts: PaymentFacts, support: Support, telling: Telling): string {
  const currency = currencyOf(telling);
  const what = `no rate of ${payment.currency} is set for that day, so the model does not score it`;
  const remedy = `with a rate in the policy the next ones are judged in ${currency}`;
  return `${paidWords(payment, currency)}: ${what}; ${remedy}; ${usualWords(facts, support, telling)}`;
}

function amountWords(payment: Payment, facts: PaymentFacts, support: Support, telling: Telling): string {
  const { category } = payment;
  const currency = currencyOf(telling);
  const on = categoryWords(category);
  const limit = knownUpTo(support, category);
  const what =
    limit < support.highestFraudCents
      ? `hardly any payment on ${on} that the model learned from was above ${moneyWords(limit, currency)}`
      : fraudWords(category, support, currency);
  return `${paidWords(payment, currency)} on ${on}: ${what}, so its score says little; ${usualWords(facts, support, telling)}`;
}

function fraudWords(category: string, { fraudUpToCents, highestFraudCents }: Support, currency: string): string {
  const there = fraudUpToCents.get(category);
  if (there !== undefined) return `frauds there that the model knows end at ${moneyWords(there, currency)}`;
  return `frauds that the model knows end at ${moneyWords(highestFraudCents, currency)}, and none is there`;
}

function usualWords({ card, usualCents }: PaymentFacts, support: Support, telling: Telling): string {
  const currency = currencyOf(telling);
  const ownCents = usualOf(card);
  if (ownCents !== null) return `this card usually pays ${meanWords(ownCents / 100, currency)}`;
  const all = `payments of all cards are ${meanWords((usualCents ?? support.usualCents) / 100, currency)} on average`;
  if (card === null || card.payments === 0) return `nothing is known of this card, and ${all}`;
  if (card.settledPayments === 0) return `this card is known for less than a week, and ${all}`;
  if (card.settledMeanCents === 0) return `this card has only been checked, with payments of nothing, and ${all}`;
  const known = counted(card.settledPayments, "payment is", "payments are");
  return `only ${known} known of this card from a week ago or before, and ${all}`;
}

const HOLDER_WORDS: Readonly<Record<HolderColumn, string>> = {
  gender: "gender",
  ageYears: "age",
  cityPopulation: "city",
};

function holderWords(absent: readonly HolderColumn[]): string {
  const words = HOLDER_COLUMNS.filter((column) => absent.includes(column)).map((column) => HOLDER_WORDS[column]);
  return `the card holder’s ${words.join(", ").replace(/, (\w+)$/, " and $1")}`;
}
