import fc from "fast-check";
import { expect, test } from "vitest";
import { featuresOf, shipped } from "../../test/shipped.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../duration.ts";
import { CATEGORIES, type FeedKind, type Payment } from "../payment/payment.ts";
import { FEATURES, type FeatureName } from "./catalogue.ts";
import { createFeatures, FEATURE_COUNT } from "./compute.ts";
import { type CardHistory, emptyHistory, remember, UNKNOWN_CATEGORY } from "./history.ts";
import { decodeHistory, encodeHistory } from "./historyCodec.ts";
import { situationOf } from "./situation.ts";

/** A Wednesday, 20:00 UTC. */
const NOW = Date.UTC(2026, 4, 20, 20);

function paymentAt(paidAt: number, amount = 50, category = "home"): Payment {
  return {
    id: "p",
    cardId: "c",
    last4: "1234",
    merchant: "Corner Shop",
    category,
    amountCents: Math.round(amount * 100),
    paidAt,
    gender: "F",
    ageYears: 44,
    cityPopulation: 3000,
    distanceKm: 12,
    label: null,
  };
}

function historyOf(...payments: Payment[]): CardHistory {
  return payments.reduce(remember, emptyHistory());
}

/** The tables of a model that has words of its own. */
const own = {
  ...shipped.tables,
  vocabulary: shipped.tables.vocabulary.with(0, "boats").with(1, "opera"),
  pastWords: true,
};
const ownFeaturesOf = createFeatures(own);

function read(
  payment: Payment,
  history: CardHistory | null,
  feed: FeedKind = "stream",
  offsetMs = 0,
  features = featuresOf,
) {
  const row = features(payment, history, { feed, offsetMs });
  return (name: FeatureName): number =>
    row[FEATURES.findIndex((feature) => feature.name === name)] ?? Number.POSITIVE_INFINITY;
}

function missingGroups(payment: Payment, history: CardHistory | null, feed: FeedKind): string[] {
  const row = featuresOf(payment, history, { feed, offsetMs: 0 });
  const present = new Set(FEATURES.filter((_, i) => !Number.isNaN(row[i])).map(({ group }) => group));
  return ["payment", "time", "history"].filter((group) => !present.has(group as "payment" | "time" | "history"));
}

test("on a snapshot feed the hour and the history are missing, never zero", () => {
  const history = historyOf(paymentAt(NOW - HOUR_MS));
  expect(missingGroups(paymentAt(NOW), history, "snapshot")).toEqual(["time", "history"]);
});

test("a card's first payment on a stream has an hour but no history", () => {
  expect(missingGroups(paymentAt(NOW), null, "stream")).toEqual(["history"]);
  expect(missingGroups(paymentAt(NOW), emptyHistory(), "stream")).toEqual(["history"]);
});

test.each([
  // A card that has been known for less than a day counts as known for one day.
  ["an hour", HOUR_MS, 3],
  ["a day", DAY_MS, 3],
  ["two days", 2 * DAY_MS, 1.5],
  ["twelve days", 12 * DAY_MS, 0.25],
])("three payments of a card that was first seen %s ago are so many a day", (_, agoMs, rate) => {
  const history = historyOf(paymentAt(NOW - agoMs), paymentAt(NOW - agoMs + MINUTE_MS), paymentAt(NOW - MINUTE_MS));
  expect(read(paymentAt(NOW), history)("card_rate")).toBeCloseTo(rate, 9);
});

// A feed's dates of birth make holders of 0 and of 130; the model was trained on ages from 14 to 80.
test.each([
  [0, 14],
  [13, 14],
  [14, 14],
  [80, 80],
  [81, 80],
  [130, 80],
])("a card holder aged %i is %i to the model", (ageYears, age) => {
  expect(read({ ...paymentAt(NOW), ageYears }, null)("age")).toBe(age);
});

test("what was known of the card says which situation it is", () => {
  const history = historyOf(paymentAt(NOW - 1));
  expect(situationOf(paymentAt(NOW), history, "snapshot")).toBe("snapshot");
  expect(situationOf(paymentAt(NOW), null, "stream")).toBe("first");
  expect(situationOf(paymentAt(NOW), history, "stream")).toBe("stream");
  expect(situationOf(paymentAt(NOW - 1), history, "stream")).toBe("first");
});

test("payments at or after the payment's own time do not count", () => {
  const before = historyOf(paymentAt(NOW - HOUR_MS, 10), paymentAt(NOW - DAY_MS, 20));
  const withLater = historyOf(
    paymentAt(NOW - HOUR_MS, 10),
    paymentAt(NOW - DAY_MS, 20),
    paymentAt(NOW, 999),
    paymentAt(NOW + HOUR_MS, 999),
  );
  expect(featuresOf(paymentAt(NOW), withLater, { feed: "stream", offsetMs: 0 })).toEqual(
    featuresOf(paymentAt(NOW), before, { feed: "stream", offsetMs: 0 }),
  );
});

test("the span of the last hour goes back to the earliest payment within it", () => {
  const minutes = (count: number) => paymentAt(NOW - count * (HOUR_MS / 60));
  expect(read(paymentAt(NOW), historyOf(minutes(90), minutes(20), minutes(5)))("span_1h")).toBeCloseTo(1 / 3, 6);
  expect(read(paymentAt(NOW), historyOf(minutes(90)))("span_1h")).toBeNaN();
});

test("on a snapshot feed an age a few years too high changes little of what an amount says", () => {
  const holder = { gender: "M" as const, cityPopulation: 900, category: "personal_care", amountCents: 50_00 };
  const evidence = (ageYears: number, feed: "stream" | "snapshot") =>
    read({ ...paymentAt(NOW), ...holder, ageYears }, null, feed)("amount_evidence");
  const step = (feed: "stream" | "snapshot") => Math.abs(evidence(44, feed) - evidence(42, feed));
  expect(step("snapshot")).toBeLessThan(step("stream") / 2);
});

test.each([
  ["count_1h", HOUR_MS],
  ["count_24h", DAY_MS],
  ["count_7d", 7 * DAY_MS],
  ["count_30d", 30 * DAY_MS],
] as const)("%s holds a payment exactly that old, and none a millisecond older", (name, span) => {
  // The newer payment keeps the older one from being forgotten at once.
  expect(read(paymentAt(NOW), historyOf(paymentAt(NOW - span)))(name)).toBe(1);
  expect(read(paymentAt(NOW), historyOf(paymentAt(NOW - span - 1)))(name)).toBe(0);
});

test("sums and means are in dollars over their window", () => {
  const value = read(
    paymentAt(NOW, 90),
    historyOf(
      paymentAt(NOW - 3 * DAY_MS, 60, "travel"),
      paymentAt(NOW - 2 * HOUR_MS, 10),
      paymentAt(NOW - MINUTE_MS, 20),
    ),
  );
  expect(value("sum_1h")).toBe(20);
  expect(value("sum_24h")).toBe(30);
  expect(value("mean_24h")).toBe(15);
  expect(value("mean_7d")).toBe(30);
  expect(value("ratio_category")).toBe(6);
  expect(value("ratio_card")).toBe(3);
  expect(value("category_count")).toBe(2);
  expect(value("gap")).toBeCloseTo(1 / 60, 6);
  expect(value("prev_amount")).toBe(20);
});

test("days are those of the wall clock, not of UTC", () => {
  // 20:00 UTC is 01:00 of the next day five hours east.
  const history = historyOf(paymentAt(NOW - 2 * HOUR_MS), paymentAt(NOW - 30 * MINUTE_MS));
  expect(read(paymentAt(NOW), history)("count_today")).toBe(2);
  const east = read(paymentAt(NOW), history, "stream", 5 * HOUR_MS);
  expect(east("count_today")).toBe(1);
  expect(east("count_yesterday")).toBe(1);
  expect(east("hour")).toBe(13);
  expect(east("weekday")).toBe(3);
  expect(east("night_24h")).toBe(1);
});

test("an unknown category, age, gender or city is missing", () => {
  const odd: Payment = { ...paymentAt(NOW, 5, "lottery"), ageYears: null, gender: null, cityPopulation: null };
  const value = read(odd, null);
  for (const name of ["category", "age", "gender", "urban"] as const) expect(value(name)).toBeNaN();
  expect(value("amount")).toBe(5);
});

test("neither the card, the merchant nor the distance changes anything", () => {
  const history = historyOf(paymentAt(NOW - HOUR_MS), paymentAt(NOW - DAY_MS, 300, "travel"));
  const other: Payment = {
    ...paymentAt(NOW),
    id: "other",
    cardId: "another card",
    last4: "9999",
    merchant: "Elsewhere",
    distanceKm: 120,
    label: "fraud",
  };
  expect(featuresOf(other, history, { feed: "stream", offsetMs: 0 })).toEqual(
    featuresOf(paymentAt(NOW), history, { feed: "stream", offsetMs: 0 }),
  );
});

test("cities count as urban or rural only, so that none can be recognised", () => {
  const of = (cityPopulation: number) => read({ ...paymentAt(NOW), cityPopulation }, null)("urban");
  expect([of(2499), of(2500), of(8_000_000)]).toEqual([0, 1, 1]);
});

const anyPayment = fc
  .record({
    paidAt: fc.integer({ min: NOW - 40 * DAY_MS, max: NOW + DAY_MS }),
    amount: fc.integer({ min: 0, max: 50_000_00 }).map((cents) => cents / 100),
    category: fc.constantFrom(...CATEGORIES, "lottery", "boats", "opera", ""),
  })
  .map(({ paidAt, amount, category }) => paymentAt(paidAt, amount, category));

test("a feature is a finite number or missing, whatever the history", () => {
  fc.assert(
    fc.property(
      fc.array(anyPayment, { maxLength: 40 }),
      anyPayment,
      fc.integer({ min: -14, max: 14 }),
      (past, payment, hours) => {
        const row = featuresOf(payment, historyOf(...past), { feed: "stream", offsetMs: hours * HOUR_MS });
        expect(row).toHaveLength(FEATURE_COUNT);
        for (const value of row) expect(Number.isNaN(value) || Number.isFinite(value)).toBe(true);
      },
    ),
  );
});

test("a history that went through the store gives the same features", () => {
  fc.assert(
    fc.property(fc.array(anyPayment, { maxLength: 40 }), anyPayment, (past, payment) => {
      const history = historyOf(...past);
      const when = { feed: "stream", offsetMs: 0 } as const;
      for (const of of [featuresOf, ownFeaturesOf])
        expect(of(payment, decodeHistory(encodeHistory(history)), when)).toEqual(of(payment, history, when));
    }),
  );
});

const ownPast = historyOf(
  paymentAt(NOW - 9 * DAY_MS, 30, "boats"),
  paymentAt(NOW - 8 * DAY_MS, 50, "boats"),
  paymentAt(NOW - 3 * DAY_MS, 7, ""),
  paymentAt(NOW - HOUR_MS, 700, "opera"),
  // Of the same time, and so not before it.
  paymentAt(NOW, 11, "boats"),
);

test("a model with words of its own tells them apart in what the card paid before", () => {
  const of = (category: string) => read(paymentAt(NOW, 80, category), ownPast, "stream", 0, ownFeaturesOf);
  const boats = of("boats");
  expect([boats("category_count"), boats("category_mean"), boats("ratio_category"), boats("category_share")]).toEqual([
    2, 40, 2, 0.5,
  ]);
  expect(boats("prev_category")).toBe(own.vocabulary.indexOf("opera"));
  expect(boats("card_count")).toBe(4);
  expect(of("opera")("category_mean")).toBe(700);
  expect(of("")("category_count")).toBe(1);
  expect(of("lottery")("category_count")).toBe(0);
  expect(of("home")("category_count")).toBe(0);
  const later = paymentAt(NOW + HOUR_MS, 80, "home");
  expect(read(later, ownPast, "stream", 0, ownFeaturesOf)("prev_category")).toBe(own.vocabulary.indexOf("boats"));
});

test("a model that knows the 14 categories only reads all others as one, as ever", () => {
  const together = historyOf();
  for (const column of ["times", "cents"] as const) together[column] = [...ownPast[column]];
  together.categories = ownPast.categories.map(() => UNKNOWN_CATEGORY);
  together.categoryCounts[UNKNOWN_CATEGORY] = 5;
  together.categoryCents[UNKNOWN_CATEGORY] = 79_800;
  together.firstAt = ownPast.firstAt;
  const when = { feed: "stream", offsetMs: 0 } as const;
  for (const category of ["boats", "lottery", "", "home"]) {
    const payment = paymentAt(NOW, 80, category);
    expect(featuresOf(payment, ownPast, when)).toEqual(featuresOf(payment, together, when));
  }
  expect(read(paymentAt(NOW, 80, "boats"), ownPast)("category_count")).toBe(4);
});

test("what an older version counted together is missing for a word of the model's own, and never zero", () => {
  const history = historyOf(paymentAt(NOW - DAY_MS, 20), paymentAt(NOW - HOUR_MS, 30, "boats"));
  history.categoryCounts[UNKNOWN_CATEGORY] = 3;
  history.categoryCents[UNKNOWN_CATEGORY] = 9_000;
  const boats = read(paymentAt(NOW, 80, "boats"), history, "stream", 0, ownFeaturesOf);
  for (const name of ["category_count", "category_mean", "ratio_category", "category_share"] as const)
    expect(boats(name)).toBeNaN();
  expect(boats("prev_category")).toBe(own.vocabulary.indexOf("boats"));
  expect(boats("card_count")).toBe(5);
  expect(read(paymentAt(NOW, 80, "home"), history, "stream", 0, ownFeaturesOf)("category_count")).toBe(1);
});

test("the order in which earlier payments arrived does not show", () => {
  const shuffled = fc
    .array(anyPayment, { maxLength: 30 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(shuffled, anyPayment, ([list, other], payment) => {
      const when = { feed: "stream", offsetMs: 0 } as const;
      expect(featuresOf(payment, historyOf(...other), when)).toEqual(featuresOf(payment, historyOf(...list), when));
    }),
  );
});

test("a reused row keeps nothing of the payment before", () => {
  const row = new Float32Array(FEATURE_COUNT).fill(7);
  featuresOf(paymentAt(NOW), null, { feed: "snapshot", offsetMs: 0 }, row);
  expect(row).toEqual(featuresOf(paymentAt(NOW), null, { feed: "snapshot", offsetMs: 0 }));
});

test("every feature has its own name, a unit and a meaning", () => {
  expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
  for (const { unit, meaning } of FEATURES) expect(unit.length * meaning.length).toBeGreaterThan(0);
});

test("an amount that is not known is missing in every feature that is made of it, and in no other", () => {
  const history = historyOf(paymentAt(NOW - 2 * DAY_MS), paymentAt(NOW - HOUR_MS));
  const ofAmount = ["amount", "amount_evidence", "evidence", "ratio_card", "ratio_category"];
  const missing = (payment: Payment, feed: FeedKind, category = "home") => {
    const row = featuresOf({ ...payment, category }, history, { feed, offsetMs: 0 });
    return FEATURES.filter((_, at) => Number.isNaN(row[at])).map(({ name }) => name as string);
  };
  const known = paymentAt(NOW);
  const unknown: Payment = { ...known, amountCents: 0, currency: "JPY", paidMinor: 5000, rate: null };
  for (const feed of ["stream", "snapshot"] as const) {
    const more = missing(unknown, feed).filter((name) => !missing(known, feed).includes(name));
    expect(more).toEqual(feed === "stream" ? ofAmount : ["amount", "amount_evidence"]);
  }
  expect(missing(unknown, "stream", "lottery")).toEqual(expect.arrayContaining(ofAmount));
  expect(missing({ ...unknown, rate: "0.0064", amountCents: 3200 }, "stream")).toEqual(missing(known, "stream"));
});
