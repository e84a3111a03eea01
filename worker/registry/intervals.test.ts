import { expect, test } from "vitest";
import { seededRandom } from "../../model/random.ts";
import { type Cells, intervalOf, precisionDifference, recallDifference } from "./intervals.ts";

const cells = (both: number, champion: number, challenger: number, neither = 0): Cells => ({
  both,
  champion,
  challenger,
  neither,
});
const NOTHING = cells(0, 0, 0);

test("a share of nothing has no interval", () => {
  expect(intervalOf(0, 0)).toBeNull();
});

test("Wilson's interval is that of the tables", () => {
  // Newcombe (1998), table I.
  for (const [part, of, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [20, 20, 0.8389, 1],
  ] as const) {
    expect(intervalOf(part, of)?.low).toBeCloseTo(low, 4);
    expect(intervalOf(part, of)?.high).toBeCloseTo(high, 4);
  }
});

test("where both catch the same frauds, few of them leave much open, and many little", () => {
  const few = recallDifference(cells(3, 0, 0, 1));
  const many = recallDifference(cells(3000, 0, 0, 1000));
  expect(few?.value).toBe(0);
  expect(few?.high).toBeGreaterThan(0.3);
  expect(many?.high).toBeLessThan(0.001);
});

test("nothing is said of a difference without frauds or without declines", () => {
  expect(recallDifference(NOTHING)).toBeNull();
  expect(precisionDifference(NOTHING, NOTHING)).toBeNull();
  expect(precisionDifference(cells(0, 5, 0), NOTHING)).toBeNull();
  expect(precisionDifference(cells(0, 0, 0), cells(0, 0, 3))).toBeNull();
});

test("the same frauds in dispute make a sure difference where nearly all are on one side", () => {
  expect(recallDifference(cells(20, 12, 0, 4))?.high).toBeLessThan(0);
  expect(recallDifference(cells(20, 7, 5, 4))?.high).toBeGreaterThan(0);
});

test("twelve false alarms more among forty declines are a worse precision, two more are not", () => {
  expect(precisionDifference(cells(28, 0, 0), cells(2, 0, 12))?.high).toBeLessThan(0);
  expect(precisionDifference(cells(28, 0, 0), cells(2, 0, 2))?.high).toBeGreaterThan(0);
});

test("exchanging the two models turns a difference around", () => {
  const [fraud, good] = [cells(20, 3, 6, 2), cells(4, 1, 9)];
  const turned = ({ champion, challenger, ...rest }: Cells) => ({
    ...rest,
    champion: challenger,
    challenger: champion,
  });
  for (const [there, back] of [
    [recallDifference(fraud), recallDifference(turned(fraud))],
    [precisionDifference(fraud, good), precisionDifference(turned(fraud), turned(good))],
  ]) {
    expect(there?.value).toBeCloseTo(-(back?.value ?? 9), 12);
    expect(there?.low).toBeCloseTo(-(back?.high ?? 9), 12);
  }
});

// Draws many small months of payments from known shares, and looks how often the interval holds the true difference.
test.each([
  // Frauds, and the chances that one is declined by both, only the champion, only the challenger.
  { frauds: 30, chances: [0.7, 0.1, 0.1] },
  { frauds: 30, chances: [0.6, 0.05, 0.2] },
  { frauds: 60, chances: [0.8, 0.02, 0.02] },
  { frauds: 200, chances: [0.5, 0.2, 0.1] },
])("of $frauds frauds, about 95 of 100 intervals hold the true difference", ({ frauds, chances }) => {
  const random = seededRandom(11);
  const [, champion = 0, challenger = 0] = chances;
  const held = drawn(1500, () => {
    const { high = 0, low = 0 } = recallDifference(draw(frauds, chances, random)) ?? {};
    return low <= challenger - champion && challenger - champion <= high;
  });
  expect(held).toBeGreaterThan(0.93);
});

test.each([
  { frauds: 40, goods: 400, ofFrauds: [0.7, 0.1, 0.1], ofGoods: [0.02, 0.01, 0.02] },
  { frauds: 40, goods: 400, ofFrauds: [0.6, 0.1, 0.2], ofGoods: [0.01, 0.03, 0.01] },
  { frauds: 150, goods: 2000, ofFrauds: [0.7, 0.05, 0.1], ofGoods: [0.005, 0.002, 0.004] },
])("of precision, too ($frauds frauds)", ({ frauds, goods, ofFrauds, ofGoods }) => {
  const random = seededRandom(12);
  const expected = (side: 1 | 2) => {
    const caught = frauds * ((ofFrauds[0] ?? 0) + (ofFrauds[side] ?? 0));
    return caught / (caught + goods * ((ofGoods[0] ?? 0) + (ofGoods[side] ?? 0)));
  };
  const truth = expected(2) - expected(1);
  const held = drawn(1500, () => {
    const difference = precisionDifference(draw(frauds, ofFrauds, random), draw(goods, ofGoods, random));
    return difference !== null && difference.low <= truth && truth <= difference.high;
  });
  expect(held).toBeGreaterThan(0.93);
});

function draw(payments: number, chances: readonly number[], random: () => number): Cells {
  const drawn = cells(0, 0, 0);
  const [both = 0, champion = 0, challenger = 0] = chances;
  for (let k = 0; k < payments; k++) {
    const at = random();
    if (at < both) drawn.both++;
    else if (at < both + champion) drawn.champion++;
    else if (at < both + champion + challenger) drawn.challenger++;
    else drawn.neither++;
  }
  return drawn;
}

function drawn(times: number, holds: () => boolean): number {
  let held = 0;
  for (let k = 0; k < times; k++) if (holds()) held++;
  return held / times;
}
