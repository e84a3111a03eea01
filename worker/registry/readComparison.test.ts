import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import { latestSpan, readComparison } from "./readComparison.ts";

const MODELS = { champion: "aaaaaaaaaaaa", challenger: "bbbbbbbbbbbb" };
const NOW = Date.UTC(2026, 10, 30, 12, 20);

/** The hours that are asked for, counted from the beginning of this day. */
async function askedOf(from: number, to: number, matureDays?: number) {
  const asked: [number, number][] = [];
  const store = {
    pairs: async (_: string, __: string, from: number, to: number) => {
      asked.push([from, to]);
      return [];
    },
  };
  const comparison = await readComparison(store, MODELS, { from, to }, NOW, "USD", matureDays);
  return { asked, comparison };
}

test("payments that are old enough and young ones are asked for apart, by whole hours", async () => {
  const { from, to } = latestSpan(NOW);
  const { asked, comparison } = await askedOf(from, to);
  const edge = Date.UTC(2026, 10, 23, 12);
  expect(asked).toEqual([
    [Date.UTC(2026, 9, 31, 12), edge],
    [edge, Date.UTC(2026, 10, 30, 13)],
  ]);
  expect(comparison).toMatchObject({ from: "2026-10-31T12:00:00.000Z", to: "2026-11-30T13:00:00.000Z", matureDays: 7 });
});

test("a time that is wholly old or wholly young is asked for once", async () => {
  const old = [NOW - 20 * DAY_MS, NOW - 19 * DAY_MS] as const;
  expect((await askedOf(...old)).asked).toHaveLength(1);
  const young = [NOW - 2 * HOUR_MS, NOW] as const;
  expect((await askedOf(...young)).asked).toHaveLength(1);
  expect((await askedOf(...young, 0)).asked).toHaveLength(2);
});
