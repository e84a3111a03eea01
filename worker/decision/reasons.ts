// Why a payment looks like fraud, in plain words with the facts in them. Related features speak as one reason.

import { counted } from "../counted.ts";
import { FEATURES, type FeatureName } from "../features/catalogue.ts";
import type { When } from "../features/compute.ts";
import { meanWords } from "../money.ts";
import { asRead } from "../payment/category.ts";
import { categoryWords } from "../payment/categoryWords.ts";
import { paidWords } from "../payment/paid.ts";
import type { Payment } from "../payment/payment.ts";
import { offsetMsAt } from "../zone.ts";
import type { Reason } from "./decision.ts";
import { furtherTopics } from "./furtherReasons.ts";
import { clocksOf, currencyOf, type Telling } from "./telling.ts";
import { duration, hourAndMinute, ordinal, percent, times, twoDigits } from "./wording.ts";

const MAX_REASONS = 5;
/** A reason with a smaller share of the whole is not worth a line. */
const MIN_SHARE = 0.03;

interface Facts {
  payment: Payment;
  /** A feature's value; NaN when it is missing. */
  value(name: FeatureName): number;
  /** Local wall time, as if it were UTC. */
  wall: Date;
  telling: Telling;
  /** A sum or a mean of what the model reads. */
  money(units: number): string;
}

interface Topic {
  code: string;
  features: readonly FeatureName[];
  text(facts: Facts): string;
}

/** Every feature belongs to one topic. The codes are stable; the words may be improved. */
export const TOPICS: readonly Topic[] = [
  {
    code: "amount",
    features: ["amount", "category", "amount_evidence", "ratio_category", "ratio_card", "category_mean"],
    text: amountPaid,
  },
  { code: "time", features: ["hour", "weekday", "evidence"], text: timeOfDay },
  {
    code: "velocity",
    features: ["count_1h", "sum_1h", "span_1h", "gap", "count_today", "count_24h"],
    text: velocity,
  },
  {
    code: "earlier_today",
    features: [
      "mean_24h",
      "sum_24h",
      "mean_today",
      "evidence_today",
      "evidence_today_mean",
      "evidence_today_max",
      "evidence_today_min",
    ],
    text: earlierToday,
  },
  {
    code: "recent_night",
    features: ["night_24h", "prev_hour"],
    text: ({ value }) =>
      value("night_24h") > 0
        ? `${percent(value("night_24h"))} of the card's payments in the last 24 hours were made at night`
        : "when the card was used last",
  },
  {
    code: "previous_payment",
    features: ["prev_amount", "prev_category", "prev_evidence"],
    text: ({ value, money }) =>
      Number.isNaN(value("prev_amount"))
        ? "no payment in the 30 days before"
        : `comes ${duration(value("gap"))} after a payment of ${money(value("prev_amount"))}`,
  },
  {
    code: "day_before",
    features: [
      "count_yesterday",
      "mean_yesterday",
      "evidence_yesterday",
      "evidence_yesterday_mean",
      "evidence_yesterday_max",
      "evidence_yesterday_min",
    ],
    text: dayBefore,
  },
  {
    code: "card_habit",
    features: [
      "count_7d",
      "count_30d",
      "mean_7d",
      "mean_30d",
      "category_count",
      "category_share",
      "card_count",
      "card_rate",
    ],
    text: cardHabit,
  },
  {
    code: "card_holder",
    features: ["age", "gender", "urban"],
    text: ({ payment }) =>
      payment.ageYears === null
        ? "what is known of the card holder"
        : `unusual for a card holder aged ${payment.ageYears}`,
  },
];

const column = new Map<string, number>(FEATURES.map(({ name }, i) => [name, i]));

const USUAL: readonly string[] = FEATURES.map(({ name }) => name);

/**
 * The weightiest reasons first, each with its share of everything that speaks for fraud. `names`: the features of the row, where the
 * model reads more than every model does.
 */
export function reasonsOf(
  contributions: Float64Array,
  row: Float32Array,
  payment: Payment,
  when: When,
  telling: Telling = {},
  names: readonly string[] = USUAL,
): Reason[] {
  const value = (name: FeatureName): number => row[column.get(name) ?? -1] ?? Number.NaN;
  const wall = new Date(payment.paidAt + when.offsetMs);
  const money = (units: number) => meanWords(units, currencyOf(telling));
  const facts: Facts = { payment: asRead(payment), value, wall, telling, money };
  const unknownCard = Number.isNaN(value("card_count"));

  const weighed: { code: string; weight: number; text: () => string }[] = [];
  let unknownWeight = 0;
  for (const { code, features, text } of TOPICS) {
    let weight = 0;
    for (const name of features) {
      const at = column.get(name) ?? -1;
      // A missing feature of an unknown card says only that the card, or the hour, is unknown.
      if (Number.isNaN(row[at] ?? Number.NaN) && unknownCard) unknownWeight += contributions[at] ?? 0;
      else weight += contributions[at] ?? 0;
    }
    weighed.push({ code, weight, text: () => text(facts) });
  }
  for (const { features, code, text } of names.length > FEATURES.length ? furtherTopics(names) : []) {
    const weight = features.reduce((sum, name) => sum + (contributions[names.indexOf(name)] ?? 0), 0);
    const further = { ...facts, value: (name: string) => row[names.indexOf(name)] ?? Number.NaN };
    weighed.push({ code, weight, text: () => text(further) });
  }
  if (when.feed === "stream" && unknownCard) {
    weighed.push({ code: "new_card", weight: unknownWeight, text: () => "first payment seen of this card" });
  }

  const forFraud = weighed.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const total = forFraud.reduce((sum, { weight }) => sum + weight, 0);
  return forFraud
    .filter(({ weight }) => weight / total >= MIN_SHARE)
    .slice(0, MAX_REASONS)
    .map(({ code, weight, text }) => ({ code, share: Math.round((1000 * weight) / total) / 1000, text: text() }));
}

function amountPaid({ payment, value, telling }: Facts): string {
  const facts: string[] = [];
  const inCategory = value("ratio_category");
  const overall = value("ratio_card");
  if (isFar(inCategory)) facts.push(`${times(inCategory)} what this card usually spends on it`);
  else if (Number.isNaN(inCategory) && isFar(overall)) facts.push(`${times(overall)} what this card usually spends`);
  const inFraud = Math.exp(value("amount_evidence"));
  if (inFraud >= 2) facts.push(`such amounts are ${twoDigits(inFraud)} × as frequent in fraud`);
  const paid = `${paidWords(payment, currencyOf(telling))} on ${categoryWords(payment.category)}`;
  return facts.length > 0 ? `${paid}: ${facts.join("; ")}` : paid;
}

/** What the card paid for is not always known (`totalsAt` in features/history.ts). */
function cardHabit({ payment, value }: Facts): string {
  const count = value("category_count");
  const words = categoryWords(payment.category);
  if (count === 0) return `this card has not paid for ${words} before`;
  const all = counted(value("card_count"), "payment");
  if (Number.isNaN(count)) return `this card has made ${all} before`;
  return `${percent(value("category_share"))} of this card's ${all} were for ${words}`;
}

function isFar(ratio: number): boolean {
  return ratio >= 1.5 || ratio <= 1 / 1.5;
}

/** Where the feed's clock is not the one that people read, both are told: the hour is night or day by the feed's. */
function timeOfDay({ payment, wall, telling }: Facts): string {
  const clocks = clocksOf(telling);
  const hour = wall.getUTCHours();
  const part =
    hour >= 22 || hour < 5
      ? "at night"
      : hour < 12
        ? "in the morning"
        : hour < 18
          ? "in the afternoon"
          : "in the evening";
  const words = `${hourAndMinute(wall)} ${part}`;
  if (clocks === null) return words;
  const { feedZone, reportZone } = clocks;
  const forPeople = hourAndMinute(new Date(payment.paidAt + offsetMsAt(reportZone, payment.paidAt)));
  if (forPeople === hourAndMinute(wall)) return `${words} (${reportZone})`;
  return `${words} in ${feedZone}, ${forPeople} in ${reportZone}`;
}

function velocity({ value }: Facts): string {
  const lastHour = value("count_1h");
  if (lastHour >= 1) return `${ordinal(lastHour + 1)} payment in ${duration(value("span_1h"))}`;
  const today = value("count_today");
  if (today >= 1) return `${ordinal(today + 1)} payment of the day, the last ${duration(value("gap"))} ago`;
  const gap = value("gap");
  return Number.isNaN(gap) ? "no payment in the last 30 days" : `first payment of the day, after ${duration(gap)}`;
}

function earlierToday({ value, money }: Facts): string {
  const count = value("count_today");
  if (!(count > 0)) return "the card's first payment of the day";
  const those =
    count === 1 ? "the card's earlier payment of the day" : `the card's ${count} earlier payments of the day`;
  return value("evidence_today") > 0
    ? `${those} ${count === 1 ? "resembles" : "resemble"} fraud, too (${money(value("mean_today"))}${count === 1 ? "" : " on average"})`
    : `after ${those}, ${money(value("mean_today"))}${count === 1 ? "" : " on average"}`;
}

function dayBefore({ value, money }: Facts): string {
  const count = value("count_yesterday");
  if (!(count > 0)) return "no payment the day before";
  const amount = `${money(value("mean_yesterday"))}${count === 1 ? "" : " on average"}`;
  return value("evidence_yesterday") > 0
    ? `${counted(count, "payment")} the day before ${count === 1 ? "resembles" : "resemble"} fraud (${amount})`
    : `${counted(count, "payment")} the day before, ${amount}`;
}
