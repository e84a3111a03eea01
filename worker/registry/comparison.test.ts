import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import { flipKindOf, type PairSum } from "../store/pairs.ts";
import { comparisonOf, youngFrom } from "./comparison.ts";

const MODELS = { champion: "aaaaaaaaaaaa", challenger: "bbbbbbbbbbbb" };
const BEGIN = Date.UTC(2026, 10, 1);
const ASKED = { from: BEGIN, to: BEGIN + 30 * DAY_MS };

type Decided = PairSum["outcome"];

/** So many payments of 10.00 that the champion decided one way and the challenger another. */
function pair(
  outcome: Decided,
  challengerOutcome: PairSum["challengerOutcome"],
  truth: PairSum["truth"],
  payments: number,
  changes: Partial<PairSum> = {},
): PairSum {
  return {
    ...MODELS,
    ...{ category: "grocery_pos", situation: "stream", outcome, challengerOutcome, truth },
    ...{ payments, amountCents: payments * 1000, firstHour: BEGIN, lastHour: BEGIN + 4 * HOUR_MS },
    ...changes,
  };
}

const compared = (aged: PairSum[], young: PairSum[] = []) => comparisonOf(MODELS, ASKED, { aged, young }, 7, "USD");
const flip = (comparison: ReturnType<typeof compared>, kind: string) =>
  comparison.flips.find((each) => each.kind === kind);

test("what the challenger would newly decline is told by what it turned out to be, with its money", () => {
  const comparison = compared([
    pair("approve", "decline", "fraud", 12),
    pair("approve", "decline", "legitimate", 3),
    pair("review", "decline", "unknown", 26),
    pair("decline", "approve", "fraud", 1),
    pair("decline", "review", "unknown", 8),
    pair("approve", "approve", "unknown", 950),
  ]);
  expect(flip(comparison, "newly_declined")).toEqual({
    kind: "newly_declined",
    ...{ payments: 41, amount: "410.00" },
    truth: {
      fraud: { payments: 12, amount: "120.00" },
      legitimate: { payments: 3, amount: "30.00" },
      unknown: { payments: 26, amount: "260.00" },
    },
    ...{ fromReview: 26, toReview: 0 },
  });
  expect(flip(comparison, "let_through")).toMatchObject({
    ...{ payments: 9, toReview: 8, fromReview: 0 },
    truth: { fraud: { payments: 1 } },
  });
});

test.each([
  ["approve", "decline", "newly_declined"],
  ["review", "decline", "newly_declined"],
  ["decline", "approve", "let_through"],
  ["decline", "review", "let_through"],
  ["approve", "review", "newly_reviewed"],
  ["review", "approve", "no_longer_reviewed"],
  ["approve", "approve", null],
  ["review", "review", null],
  ["decline", "decline", null],
] as const)("from %s to %s is %s", (outcome, challengerOutcome, kind) => {
  expect(flipKindOf(outcome, challengerOutcome)).toBe(kind);
  const { flips } = compared([pair(outcome, challengerOutcome, "unknown", 5)]);
  expect(flips.filter(({ payments }) => payments > 0).map((each) => each.kind)).toEqual(kind === null ? [] : [kind]);
});

test("each side has its money: fraud caught and missed, good payments declined", () => {
  const { sides } = compared([
    pair("decline", "approve", "fraud", 1, { amountCents: 12_345 }),
    pair("decline", "decline", "fraud", 2, { amountCents: 200_00 }),
    pair("review", "decline", "legitimate", 4, { amountCents: 80_00 }),
    pair("decline", "approve", "legitimate", 5, { amountCents: 50_00 }),
  ]);
  expect(sides.champion).toMatchObject({
    ...{ declines: 8, reviews: 4 },
    declined: { fraud: { payments: 3, amount: "323.45" }, legitimate: { payments: 5, amount: "50.00" } },
    missed: { payments: 0, amount: "0.00" },
  });
  expect(sides.challenger).toMatchObject({
    ...{ declines: 6, reviews: 0 },
    declined: { fraud: { payments: 2, amount: "200.00" }, legitimate: { payments: 4, amount: "80.00" } },
    missed: { payments: 1, amount: "123.45" },
  });
});

test("of an old payment that nobody said anything about, it counts that it was legitimate", () => {
  const { sides, matured } = compared([
    pair("decline", "decline", "fraud", 6),
    pair("decline", "approve", "unknown", 2),
    pair("approve", "decline", "fraud", 2),
    pair("approve", "approve", "unknown", 90),
  ]);
  expect(matured).toEqual({ payments: 100, frauds: 8 });
  expect(sides.champion.precision).toMatchObject({ part: 6, of: 8, value: 0.75 });
  expect(sides.challenger.precision).toMatchObject({ part: 8, of: 8, value: 1 });
  expect(sides.champion.recall).toMatchObject({ part: 6, of: 8 });
});

test("young payments do not count while most are unknown: the champion's alarms are known first", () => {
  const young = [pair("decline", "approve", "legitimate", 3), pair("approve", "decline", "unknown", 7)];
  const { sides, matured, young: told } = compared([pair("decline", "decline", "fraud", 1)], young);
  expect(told).toEqual({ payments: 10, known: 3, count: false });
  expect(matured).toEqual({ payments: 1, frauds: 1 });
  expect(sides.champion.precision).toMatchObject({ part: 1, of: 1 });
  // They are told of all the same.
  expect(sides.champion.declined.legitimate.payments).toBe(3);
});

test("young payments count as far as they are known where the feed says of nearly all what they were", () => {
  const young = [
    pair("decline", "approve", "fraud", 5),
    pair("approve", "approve", "legitimate", 90),
    pair("decline", "decline", "unknown", 5),
  ];
  const { matured, sides, young: told } = compared([], young);
  expect(told).toEqual({ payments: 100, known: 95, count: true });
  expect(matured).toEqual({ payments: 95, frauds: 5 });
  expect(sides.challenger.recall).toMatchObject({ part: 0, of: 5 });
  expect(sides.challenger.precision).toBeNull();
});

test("a payment that the challenger failed to score is counted as failed, and in nothing else", () => {
  const comparison = compared([pair("decline", "none", "fraud", 4), pair("decline", "decline", "fraud", 6)]);
  expect(comparison).toMatchObject({ failed: 4, payments: 6, matured: { frauds: 6 } });
  expect(comparison.sides.champion.declines).toBe(6);
});

test("where nothing was scored nothing is claimed", () => {
  const comparison = compared([]);
  expect(comparison).toMatchObject({
    ...{ payments: 0, failed: 0, scored: null, byCategory: [], bySituation: [] },
    young: { payments: 0, known: 0, count: false },
    difference: { precision: null, recall: null },
    sides: { champion: { precision: null, recall: null }, challenger: { precision: null, recall: null } },
  });
  expect(comparison.flips.map(({ payments }) => payments)).toEqual([0, 0, 0, 0]);
});

test("without a fraud there is no recall, and every decline was a false alarm", () => {
  const { sides, difference } = compared([
    pair("decline", "approve", "legitimate", 3),
    pair("approve", "approve", "unknown", 97),
  ]);
  expect(sides.champion).toMatchObject({ recall: null, precision: { value: 0, part: 0, of: 3 } });
  expect(difference).toEqual({ precision: null, recall: null });
});

test("a side that is perfect is not called certain", () => {
  const { sides, difference } = compared([
    pair("approve", "decline", "fraud", 10),
    pair("approve", "approve", "unknown", 90),
  ]);
  expect(sides.challenger.recall).toMatchObject({ value: 1, high: 1 });
  expect(sides.challenger.recall?.low).toBeLessThan(0.75);
  expect(difference.recall?.value).toBe(1);
  expect(difference.recall?.low).toBeLessThan(1);
});

test("categories and situations have figures of their own, the largest first, and add up", () => {
  const comparison = compared([
    pair("approve", "decline", "fraud", 2, { category: "travel", situation: "first" }),
    pair("approve", "approve", "unknown", 20),
    pair("decline", "decline", "fraud", 3),
  ]);
  expect(comparison.byCategory.map(({ category, payments, matured }) => [category, payments, matured.frauds])).toEqual([
    ["grocery_pos", 23, 3],
    ["travel", 2, 2],
  ]);
  expect(comparison.bySituation.map(({ situation, sides }) => [situation, sides.challenger.declines])).toEqual([
    ["stream", 3],
    ["first", 2],
  ]);
});

test("the hours in which both judged are those of the first and of the last payment", () => {
  const later = { firstHour: BEGIN + 50 * HOUR_MS, lastHour: BEGIN + 60 * HOUR_MS };
  const { scored } = compared(
    [pair("approve", "approve", "unknown", 1)],
    [pair("approve", "none", "unknown", 1, later)],
  );
  expect(scored).toEqual({ from: "2026-11-01T00:00:00.000Z", to: "2026-11-03T13:00:00.000Z" });
});

test("a payment is young until whole days have passed, to the hour", () => {
  expect(youngFrom(BEGIN + 7 * DAY_MS + HOUR_MS - 1, 7)).toBe(BEGIN);
  expect(youngFrom(BEGIN + 7 * DAY_MS + HOUR_MS, 7)).toBe(BEGIN + HOUR_MS);
});
