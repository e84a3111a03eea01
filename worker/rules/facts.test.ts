import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { FEATURES } from "../features/catalogue.ts";
import { LIST_KINDS } from "../policy/lists.ts";
import { FACTS, factsOf, keptFactsOf, placeOf, type Seen } from "./facts.ts";

const SEEN: Seen = {
  payment: {
    ...{ cardId: "c1", last4: "1234", merchant: "Kirlin and Sons", category: "travel", amountCents: 12_345 },
    // A Monday, 23:30 in UTC.
    paidAt: Date.UTC(2026, 10, 30, 23, 30),
    ...{ gender: "F", ageYears: 44, cityPopulation: 9_000, distanceKm: 12.5 },
  },
  ...{
    currency: "USD",
    source: "push",
    feed: "stream",
    situation: "stream",
    features: null,
    score: 0.25,
    challengerScore: null,
  },
  ...{ isUnfamiliar: false, offsetMs: 0 },
  kept: keptFactsOf({
    card: {
      ...{ payments: 9, settledPayments: 3, settledMeanCents: 1234.5678, settledHighCents: 0 },
      ...{ inTenMinutes: 1, inHour: 2, inDay: 3, sameAmountInDay: 4 },
    } as Parameters<typeof keptFactsOf>[0]["card"],
    merchant: { cards: 5, usualCards: null },
  }),
};

function named(seen: Seen): Record<string, unknown> {
  const { values } = factsOf(seen);
  return Object.fromEntries(FACTS.map(({ name }, place) => [name, values[place] ?? undefined]));
}

test("rules see of a payment what it is, what its card did, and what is not known as missing", () => {
  expect(named(SEEN)).toEqual({
    ...{ amount: 123.45, currency: "USD", own_amount: 123.45 },
    ...{ category: "travel", merchant: "Kirlin and Sons", card: "c1", last4: "1234", source: "push" },
    ...{ gender: "F", age: 44, city_population: 9_000, distance_km: 12.5, first_payment: false },
    ...{ hour: 23, weekday: 1, score: 0.25, challenger_score: undefined, unfamiliar: false },
    ...{ card_payments_10m: 1, card_payments_1h: 2, card_payments_24h: 3, card_same_amount_24h: 4 },
    ...{ card_usual_amount: 12.35, card_payments: 9, merchant_cards_10m: 5, merchant_usual_cards: undefined },
  });
});

test("rules see what only some senders tell, and nothing where they do not", () => {
  const told = { sender: "stripe", mcc: "5732", bin: "497010", country: "FR" };
  const payment = { ...SEEN.payment, ...told };
  expect(named({ ...SEEN, payment })).toMatchObject({ source: "stripe", mcc: "5732", bin: "497010", country: "FR" });
  const silent = named({ ...SEEN, payment: { ...SEEN.payment, category: "", last4: "" } });
  expect(silent).toMatchObject({ mcc: undefined, bin: undefined, country: undefined, source: "push" });
  expect(silent).toMatchObject({ category: undefined, last4: undefined });
});

test("hour and weekday are those of the report's clocks", () => {
  expect(named({ ...SEEN, offsetMs: 3_600_000 })).toMatchObject({ hour: 0, weekday: 2 });
});

test("a snapshot feed has no hours, and its payments are no first ones", () => {
  const facts = named({ ...SEEN, feed: "snapshot", situation: "snapshot", kept: null });
  expect(facts).toMatchObject({ amount: 123.45, hour: undefined, weekday: undefined, first_payment: undefined });
  expect(facts.card_payments_1h).toBeUndefined();
});

test("a card without settled payments has no usual amount, rather than 0", () => {
  const card = {
    ...{ payments: 0, settledPayments: 0, settledMeanCents: Number.NaN },
    ...{ inTenMinutes: 0, inHour: 0, inDay: 0, sameAmountInDay: 0 },
  };
  const kept = keptFactsOf({ card, merchant: null });
  expect(kept).toEqual([0, 0, 0, 0, null, 0, null, null]);
  expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
  expect(named({ ...SEEN, kept })).toMatchObject({ card_payments: 0, card_usual_amount: undefined });
  expect(keptFactsOf({ card: null, merchant: null })).toBeNull();
});

test("each fact has a name of its own, which is no feature's place, and says what it means", () => {
  expect(new Set(FACTS.map(({ name }) => name)).size).toBe(FACTS.length);
  for (const { name, type, unit, meaning } of FACTS) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(meaning.length).toBeGreaterThan(5);
    expect(unit !== null, name).toBe(type === "number");
  }
  expect(FEATURES.every(({ name }) => /^[a-z][a-z0-9_]*$/.test(name))).toBe(true);
});

test("whatever there are lists of is a fact of the same name", () => {
  for (const kind of LIST_KINDS) expect(FACTS[placeOf(kind) ?? -1]?.type).toBe("text");
});

test("docs/rules.md tells each fact as it is", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/rules.md"), "utf8");
  const rows = page.split("\n").map((line) => line.replace(/ +\|/g, " |"));
  for (const { name, type, unit, meaning } of FACTS) {
    expect(rows).toContain(`| \`${name}\` | ${unit === null ? type : `${type}, ${unit}`} | ${meaning} |`);
  }
});

test("rules see whose money it was, and no amount where no rate is known", () => {
  const yen = { ...SEEN.payment, amountCents: 3120, currency: "JPY", paidMinor: 5000, rate: "0.00624" };
  const seen = { ...SEEN, currency: "EUR", payment: yen };
  expect(named(seen)).toMatchObject({ amount: 31.2, currency: "JPY", own_amount: 5000 });
  const unknown = { ...seen, payment: { ...yen, amountCents: 0, rate: null } };
  expect(named(unknown)).toMatchObject({ amount: undefined, currency: "JPY", own_amount: 5000 });
  expect(named({ ...SEEN, currency: "EUR" })).toMatchObject({ amount: 123.45, currency: "EUR", own_amount: 123.45 });
  const card = { payments: 1, settledPayments: 0, settledMeanCents: Number.NaN, inTenMinutes: 1, inHour: 1, inDay: 1 };
  const kept = keptFactsOf({ card: { ...card, sameAmountInDay: Number.NaN }, merchant: null });
  expect(named({ ...unknown, kept })).toMatchObject({ card_payments_24h: 1, card_same_amount_24h: undefined });
});
