import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import type { CardFacts } from "../features/cardFacts.ts";
import type { Support } from "../scoring/support.ts";
import { careFor } from "./care.ts";
import { CARE_LEVELS, type CareLevels } from "./careLevels.ts";
import { decide } from "./decide.ts";
import type { PaymentFacts } from "./paymentFacts.ts";

const SUPPORT: Support = {
  usualCents: 6_862,
  highestFraudCents: 139_821,
  commonUpToCents: new Map([
    ["shopping_net", 431_058],
    ["grocery_pos", 27_346],
    ["travel", 1_691_332],
  ]),
  fraudUpToCents: new Map([["shopping_net", 139_821]]),
  hours: new Map([["shopping_net", [0, 1, 2, 3, 22, 23]]]),
  ages: { from: 25, to: 70 },
  pace: { inHour: 5, inDay: 25 },
  columns: ["gender", "ageYears", "cityPopulation"],
};
const CARD: CardFacts = {
  payments: 40,
  settledPayments: 40,
  settledMeanCents: 6_000,
  settledHighCents: 21_000,
  inTenMinutes: 0,
  inHour: 0,
  inDay: 0,
  sameAmountInDay: 0,
};
const of = (card: CardFacts | null, besides: Partial<PaymentFacts> = {}): PaymentFacts => ({
  card,
  merchant: null,
  hour: null,
  usualCents: null,
  ...besides,
});
const shopping = (amountCents: number) => payment({ category: "shopping_net", amountCents });

test("an amount above all frauds that the model knows is unfamiliar, and goes to a person when the card usually pays far less", () => {
  const care = careFor(shopping(500_000), of(CARD), SUPPORT);
  const why =
    "$5,000.00 on online shopping: frauds there that the model knows end at $1,398.21, so its score says little; this card usually pays $60.00";
  expect(care.unfamiliar).toEqual([{ what: "amount", why }]);
  expect(care.concerns.map(({ code }) => code)).toEqual(["unfamiliar_amount", "far_above_card"]);
  expect(careFor(shopping(139_821), of(CARD), SUPPORT)).toEqual({ unfamiliar: [], concerns: [] });
});

test("above what is paid in a category the words name the category's own amounts", () => {
  const { unfamiliar, concerns } = careFor(
    payment({ category: "grocery_pos", amountCents: 27_400 }),
    of(CARD),
    SUPPORT,
  );
  expect(unfamiliar[0]?.why).toBe(
    "$274.00 on in-store groceries: hardly any payment on in-store groceries that the model learned from was above $273.46, so its score says little; this card usually pays $60.00",
  );
  // Less than five times what the card pays: it is said, and the score decides.
  expect(concerns).toEqual([]);
});

test("what the card itself paid a week ago or longer is familiar; what it paid since is not, since a thief may have paid it", () => {
  expect(careFor(shopping(500_000), of({ ...CARD, settledHighCents: 400_000 }), SUPPORT).unfamiliar).toEqual([]);
  expect(careFor(shopping(500_001), of({ ...CARD, settledHighCents: 400_000 }), SUPPORT).unfamiliar).toHaveLength(1);
});

test("without a past of the card an amount is held against what payments usually are", () => {
  const unknown = { ...CARD, payments: 0, settledPayments: 0, settledMeanCents: Number.NaN, settledHighCents: 0 };
  for (const facts of [null, unknown]) {
    const { unfamiliar, concerns } = careFor(shopping(250_000), of(facts), SUPPORT);
    expect(unfamiliar[0]?.why).toContain(
      "nothing is known of this card, and payments of all cards are $68.62 on average",
    );
    expect(concerns.map(({ code }) => code)).toEqual(["unfamiliar_amount"]);
  }
  const few = { ...CARD, settledPayments: 1 };
  expect(careFor(shopping(250_000), of(few), SUPPORT).unfamiliar[0]?.why).toContain(
    "only 1 payment is known of this card from a week ago or before",
  );
  expect(careFor(shopping(250_000), of({ ...unknown, payments: 3 }), SUPPORT).unfamiliar[0]?.why).toContain(
    "this card is known for less than a week, and payments of all cards are",
  );
});

test("a category that the model never saw is said; it goes to a person only with an amount that is much for the card", () => {
  const toys = (amountCents: number) => payment({ category: "electronics_toys", amountCents });
  const small = careFor(toys(4_000), of(CARD), SUPPORT);
  expect(small.unfamiliar).toEqual([
    {
      what: "category",
      why: "the model has learned from no payment on electronics toys; this card usually pays $60.00",
    },
  ]);
  expect(small.concerns).toEqual([]);
  expect(careFor(toys(30_001), of(CARD), SUPPORT).concerns.map(({ code }) => code)).toEqual(["unfamiliar_category"]);
});

test("where the model knows no fraud in a category, the words name the highest of all", () => {
  expect(careFor(payment({ category: "travel", amountCents: 500_000 }), of(CARD), SUPPORT).unfamiliar[0]?.why).toBe(
    "$5,000.00 on travel: frauds that the model knows end at $1,398.21, and none is there, so its score says little; this card usually pays $60.00",
  );
});

test("an hour at which the model saw no payments of a category is said; it goes to a person with an amount that is much", () => {
  const at = (hour: number | null, amountCents = 4_000) => careFor(shopping(amountCents), of(CARD, { hour }), SUPPORT);
  expect(at(14)).toEqual({
    unfamiliar: [
      {
        what: "hour",
        why: "the model has learned from no payment on online shopping between 14 and 15 h; this card usually pays $60.00",
      },
    ],
    concerns: [],
  });
  expect(at(14, 30_001).concerns.map(({ code }) => code)).toEqual(["unfamiliar_hour"]);
  expect(at(22, 30_001)).toEqual({ unfamiliar: [], concerns: [] });
  expect(at(null, 30_001)).toEqual({ unfamiliar: [], concerns: [] });
  // Of a category with few payments it is not known at which hours they are made.
  expect(careFor(payment(), of(CARD, { hour: 14 }), SUPPORT).unfamiliar).toEqual([]);
});

test("an unfamiliar hour names the zone of its clock, and the one in which people read times where that is another", () => {
  const paidAt = Date.UTC(2026, 6, 20, 14, 20);
  const why = (hour: number, feedZone: string, reportZone: string) =>
    careFor({ ...shopping(4_000), paidAt }, of(CARD, { hour }), SUPPORT, CARE_LEVELS, { feedZone, reportZone })
      .unfamiliar[0]?.why;
  expect(why(14, "UTC", "Europe/Zurich")).toContain(
    "between 14 and 15 h in UTC, which is 16:00 to 17:00 in Europe/Zurich;",
  );
  expect(why(14, "UTC", "Asia/Kolkata")).toContain(
    "between 14 and 15 h in UTC, which is 19:30 to 20:30 in Asia/Kolkata;",
  );
  expect(why(16, "Europe/Zurich", "UTC")).toContain(
    "between 16 and 17 h in Europe/Zurich, which is 14:00 to 15:00 in UTC;",
  );
  expect(why(16, "Europe/Zurich", "Europe/Berlin")).toContain("between 16 and 17 h (Europe/Berlin);");
});

test("a decision hands the clocks on to what is unfamiliar, so that its reason names them too", () => {
  const paidAt = Date.UTC(2026, 6, 20, 14, 20);
  const decided = decide(
    {
      payment: { ...shopping(40_000), paidAt },
      situation: "stream",
      features: new Float32Array(1),
      score: 0,
      facts: of(CARD, { hour: 14 }),
    },
    { feed: "stream", offsetMs: 0 },
    {
      version: "test",
      support: SUPPORT,
      thresholds: () => ({ review: 0.5, decline: 0.9 }),
      contributions: () => new Float64Array(1),
    },
    { reviewThreshold: null, declineThreshold: null, feedZone: "UTC", reportZone: "Europe/Zurich" },
  );
  const named = expect.stringContaining("in UTC, which is 16:00 to 17:00 in Europe/Zurich");
  expect(decided.unfamiliar).toContainEqual({ what: "hour", why: named });
  expect(decided.reasons).toContainEqual(expect.objectContaining({ code: "unfamiliar_hour", text: named }));
});

test("a card that pays more often than the model knows is said, by the hour or by the day", () => {
  const whys = (card: Partial<CardFacts>) =>
    careFor(payment(), of({ ...CARD, ...card }), SUPPORT).unfamiliar.map(({ what, why }) => `${what}: ${why}`);
  const often = "the model has learned from hardly any card that pays so often";
  expect(whys({ inHour: 5, inDay: 25 })).toEqual([]);
  expect(whys({ inDay: 26 })).toEqual([`pace: the card’s 27th payment within 24 hours: ${often}`]);
  expect(whys({ inHour: 6, inDay: 26 })).toEqual([`pace: the card’s seventh payment within an hour: ${often}`]);
  const dear = careFor(shopping(30_001), of({ ...CARD, inDay: 26 }), SUPPORT);
  expect(dear.concerns.map(({ code }) => code)).toEqual(["unfamiliar_pace"]);
});

test("what is not told of the card holder, and an age that the model never saw, are said and send nothing to a person", () => {
  const care = (changes: Parameters<typeof payment>[0]) =>
    careFor(payment({ category: "shopping_net", amountCents: 60_000, ...changes }), of(CARD), SUPPORT);
  const nothing = { gender: null, ageYears: null, cityPopulation: null };
  const without = "the model has hardly learned from payments without the card holder’s";
  expect(care(nothing)).toEqual({
    unfamiliar: [{ what: "missing", why: `${without} gender, age and city` }],
    concerns: [],
  });
  expect(care({ cityPopulation: null }).unfamiliar).toEqual([{ what: "missing", why: `${without} city` }]);
  expect(care({ gender: null, ageYears: null }).unfamiliar[0]?.why).toBe(`${without} gender and age`);
  const young = {
    unfamiliar: [{ what: "age", why: "the model has learned from no card holder of this age" }],
    concerns: [],
  };
  expect(care({ ageYears: 24 })).toEqual(young);
  expect(care({ ageYears: 71 })).toEqual(young);
  for (const ageYears of [25, 70]) expect(care({ ageYears }).unfamiliar).toEqual([]);
});

test.each([
  [
    "the fourth payment within ten minutes",
    { inTenMinutes: 3, inHour: 3 },
    "payments_in_a_row",
    "the card’s fourth payment within ten minutes",
  ],
  ["the sixth within an hour", { inHour: 5 }, "payments_in_a_row", "the card’s sixth payment within an hour"],
  ["the same amount again and again", { sameAmountInDay: 3 }, "same_amount", "$84.20 for the fourth time within a day"],
])("%s goes to a person, with or without a model", (_, facts, code, text) => {
  for (const support of [SUPPORT, null]) {
    expect(careFor(payment(), of({ ...CARD, ...facts }), support).concerns).toEqual([{ code, text }]);
  }
});

test("one payment less in a row, or of the same amount, is nothing", () => {
  const facts = { ...CARD, inTenMinutes: 2, inHour: 4, sameAmountInDay: 2 };
  expect(careFor(payment(), of(facts), SUPPORT)).toEqual({ unfamiliar: [], concerns: [] });
});

test("thirty times what the card usually pays goes to a person, unless it paid so much before, or it is little", () => {
  const facts = { ...CARD, settledMeanCents: 1_000, settledHighCents: 0 };
  const concerns = (amountCents: number, card = facts) => careFor(shopping(amountCents), of(card), SUPPORT).concerns;
  expect(concerns(30_001)).toEqual([{ code: "far_above_card", text: "$300.01 is 30 × what this card usually pays" }]);
  expect(concerns(30_000)).toEqual([]);
  expect(concerns(30_001, { ...facts, settledHighCents: 25_000 })).toEqual([]);
  expect(concerns(9_900, { ...facts, settledMeanCents: 100 })).toEqual([]);
  expect(concerns(60_000, { ...facts, settledPayments: 4 })).toEqual([]);
});

test("a card that only paid nothing, as when it is checked, has no usual amount to be far above", () => {
  const checked = { ...CARD, settledMeanCents: 0, settledHighCents: 0 };
  expect(careFor(shopping(30_000), of(checked), SUPPORT)).toEqual({ unfamiliar: [], concerns: [] });
  expect(careFor(shopping(500_000), of(checked), SUPPORT).concerns.map(({ text }) => text)).toEqual([
    expect.stringContaining(
      "this card has only been checked, with payments of nothing, and payments of all cards are $68.62",
    ),
  ]);
});

test.each([
  ["far more cards than are usual there", { cards: 14, usualCards: 3 }, 8_420, "; usually there are 3 at most"],
  ["the sixth where one is usual", { cards: 6, usualCards: 1 }, 8_420, "; usually there are 1 at most"],
  [
    "small payments where it is not known what is usual",
    { cards: 14, usualCards: null },
    1_000,
    ", with a small payment; how many are usual there is not known yet",
  ],
])("many cards at a merchant within minutes go to a person: %s", (_, merchant, amountCents, words) => {
  const nth = merchant.cards === 6 ? "sixth" : "14th";
  for (const support of [SUPPORT, null]) {
    expect(careFor(payment({ amountCents }), of(CARD, { merchant }), support).concerns).toEqual([
      { code: "many_cards_at_merchant", text: `the ${nth} card at this merchant within ten minutes${words}` },
    ]);
  }
});

test("a busy merchant has many cards, and a new one may have: nothing is odd there, nor below the level", () => {
  const concerns = (cards: number, usualCards: number | null, amountCents = 8_420) =>
    careFor(payment({ amountCents }), of(CARD, { merchant: { cards, usualCards } }), SUPPORT).concerns;
  expect(concerns(30, 10)).toEqual([]);
  expect(concerns(31, 10)).toHaveLength(1);
  expect(concerns(5, 1)).toEqual([]);
  expect(concerns(100, null, 1_001)).toEqual([]);
  expect(concerns(5, null, 100)).toEqual([]);
});

test("each level can be set, and each check can be switched off", () => {
  const many = {
    ...CARD,
    inTenMinutes: 3,
    inHour: 5,
    sameAmountInDay: 3,
    settledHighCents: 0,
    settledMeanCents: 1_000,
  };
  const facts = of(many, { merchant: { cards: 6, usualCards: 1 } });
  const codes = (levels: Partial<CareLevels>) =>
    careFor(shopping(500_000), facts, SUPPORT, { ...CARE_LEVELS, ...levels }).concerns.map(({ code }) => code);
  const all = ["unfamiliar_amount", "payments_in_a_row", "same_amount", "far_above_card", "many_cards_at_merchant"];
  expect(codes({})).toEqual(all);
  const without = (code: string) => all.filter((each) => each !== code);
  for (const level of [null, 501]) {
    expect(codes({ unfamiliarTimes: level })).toEqual(without("unfamiliar_amount"));
    expect(codes({ farAboveTimes: level })).toEqual(without("far_above_card"));
    expect(codes({ sameAmountInDay: level })).toEqual(without("same_amount"));
    expect(codes({ cardsAtMerchant: level })).toEqual(without("many_cards_at_merchant"));
    expect(codes({ paymentsInTenMinutes: level })).toEqual(all);
    expect(codes({ paymentsInTenMinutes: level, paymentsInHour: level })).toEqual(without("payments_in_a_row"));
  }
  const off = Object.fromEntries(Object.keys(CARE_LEVELS).map((name) => [name, null]));
  expect(codes(off)).toEqual([]);
  expect(careFor(shopping(500_000), facts, SUPPORT, { ...CARE_LEVELS, ...off }).unfamiliar).toHaveLength(1);
});

test("without a past of the card an amount is held against what this Vigie usually sees, once that is known", () => {
  const dear = of(null, { usualCents: 120_000 });
  const { unfamiliar, concerns } = careFor(shopping(500_000), dear, SUPPORT);
  expect(unfamiliar[0]?.why).toContain(
    "nothing is known of this card, and payments of all cards are $1,200.00 on average",
  );
  expect(concerns).toEqual([]);
  expect(careFor(shopping(600_001), dear, SUPPORT).concerns.map(({ code }) => code)).toEqual(["unfamiliar_amount"]);
});

const DETECTOR = {
  version: "m1",
  thresholds: () => ({ review: 0.05, decline: 0.2 }),
  support: SUPPORT,
  contributions: (features: Float32Array) => Float64Array.from(features, () => 1),
};
const WHEN = { feed: "stream", offsetMs: 0 } as const;
const OWN = { reviewThreshold: null, declineThreshold: null };
const decided = (score: number | null, amountCents: number) =>
  decide(
    { payment: shopping(amountCents), situation: "stream", features: new Float32Array(1), score, facts: of(CARD) },
    WHEN,
    DETECTOR,
    OWN,
  );

test("a low score does not approve what is decided with care; a high one decides as ever, and the words are said all the same", () => {
  expect(decided(0.0002, 500_000)).toMatchObject({
    score: 0.0002,
    outcome: "review",
    reasons: [
      { code: "unfamiliar_amount", share: 0.5 },
      { code: "far_above_card", share: 0.5, text: "$5,000.00 is 83 × what this card usually pays" },
    ],
    unfamiliar: [{ what: "amount" }],
  });
  expect(decided(0.9, 500_000)).toMatchObject({ outcome: "decline", unfamiliar: [{ what: "amount" }] });
  expect(decided(0.9, 500_000).reasons.map(({ code }) => code)).not.toContain("unfamiliar_amount");
  expect(decided(0.0002, 13_000)).toEqual({
    score: 0.0002,
    outcome: "approve",
    reasons: [],
    model: "m1",
    unfamiliar: null,
  });
  expect(decided(null, 500_000)).toMatchObject({ outcome: "review", unfamiliar: [{ what: "amount" }] });
});

const YEN = payment({ amountCents: 0, currency: "JPY", paidMinor: 5000, rate: null, category: "grocery_pos" });

test("an amount in a currency without a rate is unfamiliar, says what to do, and goes to a person whatever its score", () => {
  const why =
    "¥5,000: no rate of JPY is set for that day, so the model does not score it; " +
    "with a rate in the policy the next ones are judged in EUR; this card usually pays €60.00";
  expect(careFor(YEN, of(CARD), SUPPORT, CARE_LEVELS, { currency: "EUR" })).toEqual({
    unfamiliar: [{ what: "amount", why }],
    concerns: [{ code: "unfamiliar_amount", text: why }],
  });
  expect(careFor(YEN, of(CARD), SUPPORT, { ...CARE_LEVELS, unfamiliarTimes: null })).toMatchObject({
    unfamiliar: [{ what: "amount" }],
    concerns: [],
  });
});

test("with a rate it is judged like any other, and told in its own money, too", () => {
  const dear = { ...YEN, amountCents: 500_000, paidMinor: 800_000, rate: "0.00625" };
  const { unfamiliar } = careFor(dear, of(CARD), SUPPORT, CARE_LEVELS, { currency: "EUR" });
  expect(unfamiliar[0]?.why).toMatch(/^¥800,000 \(€5,000\.00\) on in-store groceries: .* above €273\.46, /);
  expect(careFor({ ...dear, amountCents: 3_125 }, of(CARD), SUPPORT)).toEqual({ unfamiliar: [], concerns: [] });
});
