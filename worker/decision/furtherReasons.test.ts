import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { FEATURES } from "../features/catalogue.ts";
import { MORE_FEATURES } from "../features/moreFeatures.ts";
import { furtherTopics } from "./furtherReasons.ts";
import { reasonsOf } from "./reasons.ts";

const NAMES = [...[...FEATURES, ...MORE_FEATURES].map(({ name }) => name), "extra.device_age_days"];

/** What a person reads when this feature alone speaks for fraud. */
function said(feature: string, values: Record<string, number>, extra: Record<string, number> | null = null): string[] {
  const at = (name: string) => NAMES.indexOf(name);
  const row = new Float32Array(NAMES.length).fill(Number.NaN);
  for (const [name, value] of Object.entries(values)) row[at(name)] = value;
  const contributions = new Float64Array(NAMES.length + 1);
  contributions[at(feature)] = 1;
  const reasons = reasonsOf(contributions, row, payment({ extra }), { feed: "stream", offsetMs: 0 }, {}, NAMES);
  return reasons.map(({ code, text }) => `${code}: ${text}`);
}

test("known frauds at the merchant and of the card are told with how many and how long ago", () => {
  expect(said("merchant_fraud_share_7d", { merchant_frauds_30d: 3, merchant_fraud_last: 8.2 })).toEqual([
    "merchant_frauds: 3 known frauds at this merchant in 30 days, the latest 8 days ago",
  ]);
  expect(said("card_fraud_share_7d", { card_frauds_30d: 0 })).toEqual(["card_frauds: no fraud of this card is known"]);
});

test("what is usual at the merchant stands beside what was paid", () => {
  const usual = { merchant_count_30d: 40, merchant_mean_30d: 25, merchant_ratio: 4 };
  expect(said("merchant_ratio", usual)).toEqual([
    "merchant: 4.0 × what is usual here: 40 payments at this merchant in 30 days, $25.00 on average",
  ]);
});

test("a column of one's own is told by its name and value", () => {
  expect(said("extra.device_age_days", { "extra.device_age_days": 3 }, { device_age_days: 3 })).toEqual([
    "column_device_age_days: device_age_days is 3",
  ]);
  expect(said("extra.device_age_days", {})).toEqual(["column_device_age_days: device_age_days is not told"]);
});

test("every further feature belongs to one topic", () => {
  const named = furtherTopics(NAMES).flatMap(({ features }) => features);
  expect(named.toSorted()).toEqual(NAMES.slice(FEATURES.length).toSorted());
});
