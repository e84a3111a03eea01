import { expect, test } from "vitest";
import { featuresOf } from "../../test/shipped.ts";
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import { FEATURES, type FeatureName } from "../features/catalogue.ts";
import { emptyHistory, remember } from "../features/history.ts";
import type { FeedKind, Payment } from "../payment/payment.ts";
import { reasonsOf, TOPICS } from "./reasons.ts";
import type { Clocks } from "./telling.ts";

const NOW = Date.UTC(2026, 4, 20, 3, 14);

const payment: Payment = {
  id: "p",
  cardId: "c",
  last4: "1234",
  merchant: "Corner Shop",
  category: "shopping_net",
  amountCents: 912_40,
  paidAt: NOW,
  gender: "F",
  ageYears: 44,
  cityPopulation: 3000,
  distanceKm: 12,
  label: null,
};

/** The reasons for the payment after the given earlier ones, with made-up contributions by feature. */
function explain(
  weights: Partial<Record<FeatureName, number>>,
  earlier: Partial<Payment>[] = [],
  feed: FeedKind = "stream",
  offsetMs = 0,
  clocks?: Clocks,
) {
  const history = earlier.reduce((known, more) => remember(known, { ...payment, ...more }), emptyHistory());
  const when = { feed, offsetMs };
  const row = featuresOf(payment, history, when);
  const contributions = new Float64Array(FEATURES.length + 1);
  FEATURES.forEach(({ name }, i) => {
    contributions[i] = weights[name] ?? 0;
  });
  return reasonsOf(contributions, row, payment, when, clocks);
}

const texts = (...given: Parameters<typeof explain>) => explain(...given).map(({ text }) => text);

test("every feature belongs to exactly one topic, and codes are unique", () => {
  expect(TOPICS.flatMap(({ features }) => features).toSorted()).toEqual(FEATURES.map(({ name }) => name).toSorted());
  expect(new Set(TOPICS.map(({ code }) => code)).size).toBe(TOPICS.length);
});

test("an amount is told against what the card usually spends", () => {
  const usual = [
    { paidAt: NOW - 2 * DAY_MS, amountCents: 98_00 },
    { paidAt: NOW - 3 * DAY_MS, amountCents: 98_20 },
  ];
  expect(texts({ ratio_category: 2 }, usual)[0]).toMatch(
    /^\$912\.40 on online shopping: 9\.3 × what this card usually spends on it; such amounts are [\d,]+ × as frequent in fraud$/,
  );
});

test("a small amount is told as a small one", () => {
  const usual = [{ paidAt: NOW - 2 * DAY_MS, amountCents: 9124_00 }];
  expect(texts({ ratio_category: 2 }, usual)[0]).toContain("only 0.10 × what this card usually spends on it");
});

test("where the card never paid in the category, its usual amount overall is what counts", () => {
  const usual = [{ paidAt: NOW - 2 * DAY_MS, amountCents: 456_20, category: "home" }];
  expect(texts({ ratio_card: 2 }, usual)[0]).toContain("2.0 × what this card usually spends;");
});

test("the hour is told by the wall clock", () => {
  expect(texts({ hour: 1 })).toEqual(["03:14 at night"]);
  const newYork = -4 * 60 * MINUTE_MS;
  expect(texts({ hour: 1 }, [], "stream", newYork)).toEqual(["23:14 at night"]);
  const tokyo = 9 * 60 * MINUTE_MS;
  expect(texts({ hour: 1 }, [], "stream", tokyo)).toEqual(["12:14 in the afternoon"]);
});

test("the hour stands with the name of its zone, and with the time that people read where their zone is another", () => {
  const told = (feedZone: string, reportZone: string, offsetHours = 0) =>
    texts({ hour: 1 }, [], "stream", offsetHours * 60 * MINUTE_MS, { feedZone, reportZone });
  expect(told("UTC", "UTC")).toEqual(["03:14 at night (UTC)"]);
  expect(told("America/New_York", "Europe/Paris", -4)).toEqual([
    "23:14 at night in America/New_York, 05:14 in Europe/Paris",
  ]);
  // Two names of one time: the one that stands everywhere else.
  expect(told("Europe/Berlin", "Europe/Paris", 2)).toEqual(["05:14 in the morning (Europe/Paris)"]);
});

test("a snapshot has no hours, and so no reason tells one", () => {
  const clocks = { feedZone: "UTC", reportZone: "Europe/Paris" };
  expect(texts({ hour: 1, evidence: 1, amount: 1 }, [], "snapshot", 0, clocks).join()).not.toMatch(/\d\d:\d\d/);
});

test("payments in quick succession are counted", () => {
  const quick = [{ paidAt: NOW - 20 * MINUTE_MS }, { paidAt: NOW - 5 * MINUTE_MS }];
  expect(texts({ count_1h: 1 }, quick)).toEqual(["third payment in 20 minutes"]);
});

test("payments of the same second are told without a span of nothing", () => {
  expect(texts({ span_1h: 1 }, [{ paidAt: NOW - 1 }])).toEqual(["second payment in 1 second"]);
});

test("an amount known from fraud is told with how much more frequent it is there", () => {
  expect(texts({ amount: 1 })[0]).toMatch(
    /^\$912\.40 on online shopping: such amounts are [\d,]+ × as frequent in fraud$/,
  );
});

test("a card never seen before is a reason of its own, on a stream only", () => {
  expect(explain({ card_count: 1, gap: 1 })).toEqual([
    { code: "new_card", share: 1, text: "first payment seen of this card" },
  ]);
  expect(explain({ card_count: 1, gap: 1 }, [], "snapshot")).toEqual([]);
});

test("the weightiest comes first, shares are parts of what speaks for fraud, and what speaks against is left out", () => {
  const reasons = explain({ amount: 3, hour: 1, age: -5 });
  expect(reasons.map(({ code, share }) => [code, share])).toEqual([
    ["amount", 0.75],
    ["time", 0.25],
  ]);
});

test("there are five reasons at most, and none too slight to matter", () => {
  const usual = [{ paidAt: NOW - 60 * MINUTE_MS, amountCents: 98_00 }, { paidAt: NOW - DAY_MS }];
  const weights = {
    amount: 9,
    hour: 8,
    ratio_card: 7,
    count_1h: 6,
    prev_amount: 5,
    night_24h: 4,
    gender: 3,
    card_count: 0.1,
  };
  expect(explain(weights, usual)).toHaveLength(5);
  expect(explain({ amount: 100, hour: 1 })).toHaveLength(1);
});

test("whatever is known or missing, every text is free of NaN and undefined", () => {
  const histories = [[], [{ paidAt: NOW - 100 * DAY_MS }], [{ paidAt: NOW - DAY_MS }], [{ paidAt: NOW - 1 }]];
  for (const { features } of TOPICS) {
    const weights = Object.fromEntries(features.map((name) => [name, 1]));
    for (const earlier of histories) {
      for (const text of texts(weights, earlier)) expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
    }
  }
});

test("where it is not known what a card paid for, only how often it paid is told", () => {
  const row = new Float32Array(FEATURES.length).fill(Number.NaN);
  const at = (name: FeatureName) => FEATURES.findIndex((feature) => feature.name === name);
  row[at("card_count")] = 12;
  const contributions = new Float64Array(FEATURES.length + 1);
  contributions[at("category_count")] = 1;
  const reasons = reasonsOf(contributions, row, { ...payment, category: "boats" }, { feed: "stream", offsetMs: 0 });
  expect(reasons.map(({ text }) => text)).toEqual(["this card has made 12 payments before"]);
});
