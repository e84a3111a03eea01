import { expect, test } from "vitest";
import { FAR, farFromUsual, type Share, STILL_FAR } from "./shares.ts";

const day = (of: number, all = 1000): Share => ({ all, of });
/** Four weeks, with a little chance. */
const month = Array.from({ length: 28 }, (_, at) => day(20 + (at % 3) - 1));

test("far more than usual is far, and so is far less", () => {
  expect(farFromUsual(day(100), month, FAR)).toMatchObject({ isMore: true, usualShare: expect.closeTo(0.02, 3) });
  expect(farFromUsual(day(30), month, FAR)).toBeNull();
  expect(farFromUsual(day(200, 10_000), month, FAR)).toBeNull();
  expect(farFromUsual(day(20, 10_000), month, FAR)).toMatchObject({ isMore: false });
});

test("what chance can do alone is not far: three of a hundred instead of one", () => {
  expect(
    farFromUsual(
      day(3, 100),
      month.map(() => day(10)),
      FAR,
    ),
  ).toBeNull();
  expect(farFromUsual(day(0, 250), month, FAR)).toBeNull();
});

test("where frauds come in bursts, one more burst is not far", () => {
  const bursts = Array.from({ length: 28 }, (_, at) => day(at % 3 === 0 ? 24 : 3, 2700));
  const even = Array.from({ length: 28 }, () => day(10, 2700));
  expect(farFromUsual(day(44, 2700), bursts, FAR)).toBeNull();
  expect(farFromUsual(day(44, 2700), even, FAR)).not.toBeNull();
});

test("one terrible day does not become usual, nor does it hide the next one", () => {
  const terrible = [day(900), ...month.slice(1)];
  expect(farFromUsual(day(100), terrible, FAR)).toMatchObject({ usualShare: expect.closeTo(0.02, 3) });
});

test("without days before nothing is unusual; where nothing was ever flagged, a flood is", () => {
  expect(farFromUsual(day(900), [], FAR)).toBeNull();
  expect(farFromUsual(day(900), [day(20)], FAR)).toBeNull();
  const never = month.map(() => day(0));
  expect(farFromUsual(day(200), never, FAR)).not.toBeNull();
  expect(farFromUsual(day(3), never, FAR)).toBeNull();
});

test("in the first week, when cards are new to the model, only a large change is far", () => {
  expect(
    farFromUsual(
      day(300, 10_000),
      month.slice(0, 6).map(() => day(100, 10_000)),
      FAR,
    ),
  ).toBeNull();
  expect(
    farFromUsual(
      day(300, 10_000),
      month.slice(0, 7).map(() => day(100, 10_000)),
      FAR,
    ),
  ).not.toBeNull();
  expect(
    farFromUsual(
      day(500, 10_000),
      month.slice(0, 2).map(() => day(100, 10_000)),
      FAR,
    ),
  ).not.toBeNull();
});

test("what is far stays far down to a lower level, so that a day at the edge does not flap", () => {
  const edge = day(180, 5000);
  expect(farFromUsual(edge, month, FAR)).toBeNull();
  expect(farFromUsual(edge, month, STILL_FAR)).not.toBeNull();
});
