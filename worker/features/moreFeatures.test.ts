// Features of days and known frauds, to the window and the millisecond.
import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import { FEATURES } from "./catalogue.ts";
import { createFeatures, FEATURE_COUNT } from "./compute.ts";
import { type DaysAround, dayOf, type SubjectDays } from "./days.ts";
import { MORE_FEATURES, moreFeatures } from "./moreFeatures.ts";

const PAID_AT = Date.UTC(2026, 2, 20, 12);
const TODAY = dayOf(PAID_AT);
const TRUTH = { delayDays: 7, share: 0.01 };
const NOTHING: SubjectDays = { days: [], frauds: [] };

function valuesOf(
  around: Partial<DaysAround>,
  amountCents = 3000,
  paidAt = PAID_AT,
  truth: typeof TRUTH | null = TRUTH,
) {
  const values = moreFeatures(payment({ amountCents, paidAt }), { card: NOTHING, merchant: NOTHING, ...around }, truth);
  return Object.fromEntries(MORE_FEATURES.map(({ name }, at) => [name, values[at]]));
}

const day = (ago: number, payments: number, cents: number, cards = payments) => ({
  ...{ day: TODAY - ago, payments, cents, cards },
});
const fraud = (paidAt: number, knownAt = paidAt, cents = 9000) => ({ paidAt, knownAt, cents });

test("a merchant's payments, cards and mean count by whole settled days: today is not one of them", () => {
  const days = [
    day(31, 100, 1),
    day(30, 6, 6000, 5),
    day(7, 2, 4000),
    day(2, 1, 1000),
    day(1, 3, 9000, 2),
    day(0, 50, 1),
  ];
  expect(valuesOf({ merchant: { days, frauds: [] } })).toMatchObject({
    ...{ merchant_count_1d: 3, merchant_count_7d: 6, merchant_count_30d: 12 },
    ...{ merchant_cards_1d: 2, merchant_cards_7d: 5, merchant_cards_30d: 10 },
    ...{ merchant_mean_1d: 30, merchant_mean_30d: 20000 / 12 / 100, merchant_ratio: (3000 * 12) / 20000 },
  });
});

test("yesterday is settled an hour after its end", () => {
  const days = [day(1, 3, 9000)];
  const at = (ms: number) => valuesOf({ merchant: { days, frauds: [] } }, 3000, ms).merchant_count_1d;
  expect(at(TODAY * DAY_MS + HOUR_MS - 1)).toBe(0);
  expect(at(TODAY * DAY_MS + HOUR_MS)).toBe(3);
});

test("known frauds one day late: what was paid and said on a day that is not settled counts nowhere", () => {
  const soon = { delayDays: 1, share: 0.01 };
  const around = {
    days: [day(2, 4, 400), day(1, 7, 700), day(0, 9, 900)],
    frauds: [fraud(PAID_AT - 2 * DAY_MS), fraud((TODAY - 1) * DAY_MS)],
  };
  const at = (ms: number) => valuesOf({ merchant: around }, 3000, ms, soon);
  const beforeOne = at(TODAY * DAY_MS + HOUR_MS - 1);
  expect(beforeOne.merchant_frauds_30d).toBe(1);
  expect(beforeOne.merchant_fraud_share_7d).toBeCloseTo((1 + 5 * 0.01) / (4 + 5), 12);
  const afterOne = at(TODAY * DAY_MS + HOUR_MS);
  expect(afterOne.merchant_frauds_30d).toBe(2);
  expect(afterOne.merchant_fraud_share_7d).toBeCloseTo((2 + 5 * 0.01) / (11 + 5), 12);
});

test("a fraud counts from so many days after it was made, to the millisecond", () => {
  const at = PAID_AT - 7 * DAY_MS;
  const count = (paidAt: number) =>
    valuesOf({ card: { days: [day(9, 1, 1)], frauds: [fraud(paidAt)] } }).card_frauds_30d;
  expect([count(at + 1), count(at), count(at - 30 * DAY_MS + 1), count(at - 30 * DAY_MS)]).toEqual([0, 1, 1, 0]);
});

test("a fraud that was said yesterday counts, and one that was said today does not yet", () => {
  const paidAt = PAID_AT - 20 * DAY_MS;
  const count = (knownAt: number) =>
    valuesOf({ merchant: { days: [], frauds: [fraud(paidAt, knownAt)] } }).merchant_frauds_30d;
  expect([count(TODAY * DAY_MS - 1), count(TODAY * DAY_MS)]).toEqual([1, 0]);
});

test("the share of known frauds begins as that of all payments, and follows what is known", () => {
  const days = [day(8, 4, 4000), day(7, 1, 1000), day(6, 40, 1)];
  const frauds = [fraud(PAID_AT - 8 * DAY_MS + 1), fraud(PAID_AT - 7 * DAY_MS, PAID_AT - 5 * DAY_MS, 11_000)];
  const values = valuesOf({ merchant: { days, frauds } });
  expect(values.merchant_fraud_share_1d).toBeCloseTo((2 + 5 * 0.01) / (1 + 5), 12);
  expect(values.merchant_fraud_share_7d).toBeCloseTo((2 + 5 * 0.01) / (5 + 5), 12);
  expect(values).toMatchObject({ merchant_fraud_last: 7, merchant_fraud_since: 2 / 5, merchant_fraud_mean: 100 });
  expect(values.merchant_fraud_first).toBeCloseTo(8, 6);
  expect(values.card_fraud_share_30d).toBeCloseTo(0.01, 12);
  expect(values.card_fraud_first).toBeNaN();
});

test("without days nothing is known; without a delay of the truth no fraud is", () => {
  expect([...moreFeatures(payment(), null, TRUTH)].every(Number.isNaN)).toBe(true);
  const values = valuesOf({ merchant: { days: [day(1, 1, 100)], frauds: [] } }, 3000, PAID_AT, null);
  expect(values.merchant_count_1d).toBe(1);
  expect(values.merchant_frauds_30d).toBeNaN();
});

const TABLES = { vocabulary: ["home"], ageBorders: [], stepsPerE: 12, amounts: [[], [], []], hours: [] };
const USUAL = FEATURES.map(({ name }) => name);

test("a model reads further features behind the usual ones, in whatever subset it names, and columns of one's own", () => {
  const extra = [
    { name: "channel", words: ["app", "web"] },
    { name: "device_age_days", words: null },
  ];
  const names = [...USUAL, "merchant_frauds_30d", "extra.channel", "extra.device_age_days", "merchant_count_1d"];
  const featuresOf = createFeatures({ ...TABLES, truth: TRUTH, extra }, names);
  const paid = payment({ paidAt: PAID_AT, amountCents: 3000, extra: { channel: "web", device_age_days: 3 } });
  const days = { card: NOTHING, merchant: { days: [day(1, 4, 100)], frauds: [] } };
  const row = featuresOf(paid, null, { feed: "stream", offsetMs: 0, days });
  expect([...row.subarray(FEATURE_COUNT)]).toEqual([0, 1, 3, 4]);
  expect(row.subarray(0, FEATURE_COUNT)).toEqual(createFeatures(TABLES)(paid, null, { feed: "stream", offsetMs: 0 }));
  const other = { ...paid, extra: { channel: "phone" } };
  expect([...featuresOf(other, null, { feed: "snapshot", offsetMs: 0, days }).subarray(FEATURE_COUNT)]).toEqual(
    Array(4).fill(Number.NaN),
  );
});

test("a name that nobody knows, and known frauds without a delay, are refused by name", () => {
  expect(() => createFeatures(TABLES, [...USUAL, "merchant_mood"])).toThrow("there is no feature merchant_mood");
  expect(() => createFeatures(TABLES, [...USUAL, "extra.channel"])).toThrow("there is no feature extra.channel");
  expect(() => createFeatures(TABLES, [...USUAL, "card_frauds_30d"])).toThrow(/do not say how late they count/);
});
