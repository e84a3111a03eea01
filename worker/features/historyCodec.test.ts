import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import { CATEGORIES } from "../payment/payment.ts";
import { type CardHistory, categoryPlace, emptyHistory, RECENT_CAP, remember, UNKNOWN_CATEGORY } from "./history.ts";
import { decodeHistory, encodeHistory } from "./historyCodec.ts";

const START = Date.UTC(2026, 0, 1);
/** The largest amount that the door lets in, in cents. */
const DEAREST = 10_000_000_000;

const anyPayment = fc.record({
  paidAt: fc.integer({ min: START, max: START + 60 * DAY_MS }),
  amountCents: fc.oneof(
    fc.nat({ max: 10_000_000 }),
    fc.maxSafeNat().map((cents) => cents % (DEAREST + 1)),
  ),
  category: fc.constantFrom(...CATEGORIES, "lottery", "Elektronik", "boats", ""),
});

function historyOf(payments: { paidAt: number; amountCents: number; category: string }[]): CardHistory {
  return payments.reduce(remember, emptyHistory());
}

function usual(count: number, words: readonly string[] = CATEGORIES): CardHistory {
  return historyOf(
    Array.from({ length: count }, (_, i) => ({
      paidAt: START + Math.round(i * 0.39 * 86_400) * 1000,
      amountCents: 100 + ((i * 7919) % 20_000),
      category: words[i % words.length] ?? "home",
    })),
  );
}

test("a history comes back from the store as it went in", () => {
  fc.assert(
    fc.property(fc.array(anyPayment, { maxLength: 60 }), (payments) => {
      const history = historyOf(payments);
      expect(decodeHistory(encodeHistory(history))).toEqual(history);
    }),
  );
});

test("so does the longest, of the dearest payments, and one of none", () => {
  const longest = historyOf(
    Array.from({ length: RECENT_CAP }, (_, i) => ({
      paidAt: START + i * 60_000,
      amountCents: DEAREST,
      category: "lottery",
    })),
  );
  expect(longest.times).toHaveLength(RECENT_CAP);
  expect(decodeHistory(encodeHistory(longest))).toEqual(longest);
  expect(decodeHistory(encodeHistory(emptyHistory()))).toEqual(emptyHistory());
});

test("so does that of a card with more categories than are kept apart", () => {
  for (const most of [70, 200, 600]) {
    const words = Array.from({ length: most }, (_, i) => (i % 9 === 0 ? "home" : `order ${i}`));
    const history = usual(600, words);
    const text = encodeHistory(history);
    expect(decodeHistory(text)).toEqual(history);
    expect(text.length).toBeLessThan(11_000);
  }
});

test("a usual card's history takes about a kilobyte, with categories of one's own as with the known ones", () => {
  expect(encodeHistory(usual(76)).length).toBeLessThan(1300);
  expect(encodeHistory(usual(76, ["Elektronik", "boats", "", "lottery", "home"])).length).toBeLessThan(1300);
});

/** Written by the version before this one: "home", "travel", and a category of one's own. */
const VERSION_2 =
  "AgAAAAMAAAAAAICqbbd5QgAAgKptt3lCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWUAAAA" +
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYsHACQgAAAAAAQG9AAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
  "AAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAABAAAAAAAAAGDqAACA7jYAZAAAAAADFk76AAAABi0O";
/** The same without the last. */
const VERSION_2_OF_KNOWN =
  "AgAAAAIAAAAAAICqbbd5QgAAgKptt3lCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWUAAAA" +
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYsHACQgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
  "AAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAGDqAABkAAAAAAMWTgYt";
const known = [
  { paidAt: START, amountCents: 100, category: "home" },
  { paidAt: START + 60_000, amountCents: 9_900_000_000, category: "travel" },
];

test("a card that paid only for the known categories is written as before, so that the version before reads it", () => {
  expect(encodeHistory(historyOf(known))).toBe(VERSION_2_OF_KNOWN);
  expect(decodeHistory(VERSION_2_OF_KNOWN)).toEqual(historyOf(known));
});

test("a history of the version before stays as it is, and does not make up what it did not keep", () => {
  const history = decodeHistory(VERSION_2);
  expect(history.categories.at(-1)).toBe(UNKNOWN_CATEGORY);
  expect(encodeHistory(history)).toBe(VERSION_2);
  const grown = remember(history, { paidAt: START + DAY_MS, amountCents: 5, category: "boats" });
  expect(decodeHistory(encodeHistory(grown))).toEqual(grown);
  expect(grown.categoryCounts[UNKNOWN_CATEGORY]).toBe(1);
  // Its totals may be told apart later; what its recent payments were for is not.
  const told = {
    ...grown,
    categoryCounts: grown.categoryCounts.with(UNKNOWN_CATEGORY, 0),
    categoryCents: grown.categoryCents.with(UNKNOWN_CATEGORY, 0),
  };
  expect(decodeHistory(encodeHistory(told))).toEqual(told);
  expect(grown.words).toEqual({ places: [categoryPlace("boats")], counts: [1], cents: [5] });
});

test.each([
  ["known categories", CATEGORIES],
  ["categories of one's own", ["Elektronik", "boats"]],
])("what is cut off, too long, or not a history at all is refused rather than misread (%s)", (_, words) => {
  const text = encodeHistory(usual(3, words));
  for (let length = 0; length < text.length; length++) {
    // The last character or two may be padding only.
    if (text.slice(length).replaceAll("=", "") === "") continue;
    expect(() => decodeHistory(text.slice(0, length)), `${length} characters`).toThrow("rebuild it");
  }
  expect(() => decodeHistory(text.repeat(2))).toThrow("rebuild it");
  expect(() => decodeHistory("{damaged")).toThrow("rebuild it");
});

test("a history of another version is refused", () => {
  const bytes = Buffer.from(encodeHistory(usual(3)), "base64");
  bytes.writeUInt32LE(9);
  expect(() => decodeHistory(bytes.toString("base64"))).toThrow("another version");
  expect(() => decodeHistory('{"v":9}')).toThrow("another version");
});

test("a history that is still the JSON of version 1 is read as what it was", () => {
  const counts = CATEGORIES.map(() => 0).concat(0);
  const version1 = {
    v: 1,
    first: START - DAY_MS,
    counts: counts.with(0, 3).with(14, 1),
    cents: counts.with(0, 600).with(14, 7),
    from: START,
    stepMs: 1000,
    gaps: [0, 60, 3_600],
    amounts: [100, 200, 7],
    categories: "aao",
  };
  expect(decodeHistory(JSON.stringify(version1))).toEqual({
    firstAt: START - DAY_MS,
    times: [START, START + 60_000, START + 3_660_000],
    cents: [100, 200, 7],
    categories: [0, 0, 14],
    categoryCounts: version1.counts,
    categoryCents: version1.cents,
    words: null,
  });
});
