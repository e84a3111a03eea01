// Reasons of features that only some models read (worker/features/moreFeatures.ts), in words: the merchant, known frauds, and columns of
// one's own.
import { counted } from "../counted.ts";
import { EXTRA_PREFIX, MORE_FEATURES, type MoreFeature } from "../features/moreFeatures.ts";
import type { Payment } from "../payment/payment.ts";
import { times } from "./wording.ts";

/** What the code of a reason begins with that names a column of one's own. */
export const COLUMN_CODE = "column_";

export interface FurtherFacts {
  payment: Payment;
  /** A feature's value; NaN when it is missing. */
  value(name: string): number;
  money(units: number): string;
}

export interface FurtherTopic {
  code: string;
  features: readonly string[];
  text(facts: FurtherFacts): string;
}

const namesOf = (belongs: (feature: MoreFeature) => boolean): string[] =>
  MORE_FEATURES.filter(belongs).map(({ name }) => name);

const TOPICS: readonly FurtherTopic[] = [
  { code: "merchant", features: namesOf(({ group }) => group === "merchant"), text: aboutMerchant },
  {
    code: "merchant_frauds",
    features: namesOf(({ group, name }) => group === "truth" && name.startsWith("merchant_")),
    text: ({ value }) => knownFrauds("at this merchant", value("merchant_frauds_30d"), value("merchant_fraud_last")),
  },
  {
    code: "card_frauds",
    features: namesOf(({ group, name }) => group === "truth" && name.startsWith("card_")),
    text: ({ value }) => knownFrauds("of this card", value("card_frauds_30d"), value("card_fraud_last")),
  },
];

/** Those of a model that reads these features. */
export function furtherTopics(names: readonly string[]): FurtherTopic[] {
  const columns = names.filter((name) => name.startsWith(EXTRA_PREFIX)).map(columnTopic);
  return [...TOPICS.filter(({ features }) => features.some((name) => names.includes(name))), ...columns];
}

function columnTopic(feature: string): FurtherTopic {
  const name = feature.slice(EXTRA_PREFIX.length);
  return {
    code: COLUMN_CODE + name,
    features: [feature],
    text: ({ payment }) => `${name} is ${payment.extra?.[name] ?? "not told"}`,
  };
}

function aboutMerchant({ value, money }: FurtherFacts): string {
  const payments = value("merchant_count_30d");
  if (Number.isNaN(payments)) return "what is known of the merchant";
  if (payments === 0) return "no payment at this merchant in the 30 days before";
  const usual = `${counted(payments, "payment")} at this merchant in 30 days, ${money(value("merchant_mean_30d"))} on average`;
  const ratio = value("merchant_ratio");
  return ratio >= 1.5 || ratio <= 1 / 1.5 ? `${times(ratio)} what is usual here: ${usual}` : usual;
}

function knownFrauds(where: string, frauds: number, lastDaysAgo: number): string {
  if (Number.isNaN(frauds)) return `what is known of frauds ${where}`;
  if (frauds === 0) return `no fraud ${where} is known`;
  return `${counted(frauds, "known fraud")} ${where} in 30 days, the latest ${counted(Math.round(lastDaysAgo), "day")} ago`;
}
