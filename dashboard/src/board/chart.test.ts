import { expect, test } from "vitest";
import type { Point } from "../../../worker/wire/board.ts";
import { chartWords, draw } from "./chart.ts";

const BOX = { width: 634, height: 136, left: 0, right: 34, top: 8, bottom: 24 };

function minutes(counts: readonly number[], flagged = 0): Point[] {
  return counts.map((payments, index) => ({
    start: new Date(Date.UTC(2026, 10, 20, 10, index)).toISOString(),
    payments,
    flagged,
  }));
}

test("the hour fills the width, a bar a minute, and the newest is still open", () => {
  const { bars } = draw(minutes(Array.from({ length: 60 }, () => 10)), "hour", BOX, "UTC");
  expect(bars).toHaveLength(60);
  expect(bars[0]?.x).toBeGreaterThanOrEqual(0);
  const last = bars.at(-1);
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(600);
  expect(bars.filter((bar) => bar.open)).toEqual([last]);
});

test("the hour is marked at round times of the zone's clock", () => {
  const labels = (zone: string) =>
    draw(minutes(Array.from({ length: 60 }, () => 1)), "hour", BOX, zone).ticksX.map(({ label }) => label);
  expect(labels("UTC")).toEqual(["10:00", "10:10", "10:20", "10:30", "10:40", "10:50"]);
  expect(labels("Asia/Kathmandu")).toEqual(["15:50", "16:00", "16:10", "16:20", "16:30", "16:40"]);
});

test("an hour that has only begun stands at the right, where the newest minute is", () => {
  const { bars } = draw(minutes([5, 5]), "hour", BOX, "UTC");
  expect(bars[0]?.x).toBeGreaterThan(570);
});

test("one flagged payment among hundreds can still be seen", () => {
  const { bars } = draw(minutes([500, 400], 1), "hour", BOX, "UTC");
  for (const bar of bars) expect(bar.flaggedBottom - bar.top).toBeGreaterThanOrEqual(2);
});

test("nothing drawn ever leaves the frame", () => {
  for (const counts of [[0], [0, 0, 1], [1_000_000], []]) {
    const { bars, baseline } = draw(minutes(counts, counts[0] ?? 0), "day", BOX, "UTC");
    for (const bar of bars) {
      expect(bar.top).toBeGreaterThanOrEqual(BOX.top - 1);
      expect(bar.flaggedBottom).toBeLessThanOrEqual(baseline);
    }
  }
});

test("those who don't see the chart are told its total, its flagged and its peak", () => {
  expect(chartWords(minutes([3, 12, 4], 1), "hour", "UTC")).toMatch(
    /^19 payments in the last hour, 3 of them flagged\. At most 12 in a minute, at \d\d:01\.$/,
  );
  expect(chartWords(minutes([3, 12, 4], 1), "hour", "Asia/Kolkata")).toContain("at 15:31.");
  expect(chartWords(minutes([0, 0]), "day", "UTC")).toBe("No payments today.");
});
