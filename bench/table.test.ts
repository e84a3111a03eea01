import { expect, test } from "vitest";
import { table } from "./table.ts";

test("a missed target is said so, with the reason below it", () => {
  const text = table([
    { what: "one payment", unit: "ms", values: [3, 2, 4], target: { atMost: 5 } },
    { what: "batches", unit: "/s", values: [1200, 1300], target: { atLeast: 6000 }, note: "the store is busy" },
  ]);
  expect(text).toMatch(/one payment.*3\.00 ms.*2\.00 – 4\.00.*≤ 5\.00 ms.*met/);
  expect(text).toMatch(/batches.*1,250 \/s.*≥ 6,000 \/s.*MISSED\n {2}└ the store is busy/);
});
