import { expect, test } from "vitest";
import { moved, stabilityIndex } from "./moved.ts";

const usual = [400, 300, 200, 100];
const days = (count: number, of: readonly number[] = usual) => Array.from({ length: count }, () => of);
const now = { wasMoved: false };

test("the index is nothing for the same spread at any volume, and grows with what moved", () => {
  expect(
    stabilityIndex(
      usual,
      usual.map((count) => 1000 * count),
    ),
  ).toBeCloseTo(0, 3);
  // (0.3 - 0.4) ln(0.3 / 0.4) + (0.2 - 0.1) ln(0.2 / 0.1).
  expect(stabilityIndex([300, 300, 200, 200], usual)).toBeCloseTo(0.0981, 2);
});

test("payments that are spread as ever have not moved; those that are not have", () => {
  expect(moved(usual, days(14), now)).toBeNull();
  expect(moved([100, 200, 300, 400], days(14), now)).toMatchObject({ now: [100, 200, 300, 400] });
});

test("a hundred payments are spread otherwise by chance, and ten thousand are not", () => {
  const shifted = [30, 30, 20, 20];
  expect(moved(shifted, days(14), now)).toBeNull();
  expect(
    moved(
      shifted.map((count) => 100 * count),
      days(14),
      now,
    ),
  ).not.toBeNull();
  expect(moved([10, 0, 0, 80], days(14), now)).toBeNull();
});

test("a weekend is as other weekends were", () => {
  const weekend = [200, 200, 300, 300];
  const month = Array.from({ length: 28 }, (_, at) => (at % 7 < 2 ? weekend : usual));
  expect(moved(weekend, month, now)).toBeNull();
  expect(moved(weekend, days(28), now)).not.toBeNull();
});

test("one terrible day does not become usual, nor does it hide the next one", () => {
  const month = [[0, 0, 0, 1000], ...days(27)];
  expect(moved([100, 200, 300, 400], month, now)).not.toBeNull();
});

test("few payments, or a single day before, say nothing; in the first week only a large move does", () => {
  expect(moved([0, 0, 0, 99], days(14), now)).toBeNull();
  expect(moved([0, 0, 0, 1000], days(1), now)).toBeNull();
  expect(moved([0, 0, 0, 1000], days(2), now)).not.toBeNull();
  expect(moved([300, 300, 200, 200], days(6), now)).toBeNull();
  expect(moved([300, 300, 200, 200], days(7), now)).not.toBeNull();
});

test("what must move far to be told must do so in the first week, too", () => {
  expect(moved([200, 200, 300, 300], days(3), { ...now, size: 1 })).toBeNull();
  expect(moved([0, 0, 0, 1000], days(3), { ...now, size: 1 })).not.toBeNull();
});

test("what moved stays moved down to a lower level", () => {
  const edge = [345, 300, 200, 155].map((count) => 10 * count);
  expect(moved(edge, days(14), now)).toBeNull();
  expect(moved(edge, days(14), { wasMoved: true })).not.toBeNull();
});
