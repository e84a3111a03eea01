import { expect, test } from "vitest";
import { momentsOf } from "./moments.ts";

const iso = ({ from, to }: { from: number | null; to: number | null }) =>
  [from, to].map((at) => (at === null ? null : new Date(at).toISOString()));

test("a day has the hours that its clocks show, 25 when they are set back", () => {
  const day = { date: "2026-10-25" };
  expect(iso(momentsOf({ from: day, to: day }, "Europe/Paris"))).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
  ]);
  expect(iso(momentsOf({ from: day, to: null }, "UTC"))).toEqual(["2026-10-25T00:00:00.000Z", null]);
  expect(iso(momentsOf({ from: null, to: day }, "America/New_York"))).toEqual([null, "2026-10-26T04:00:00.000Z"]);
});

test("a moment is itself in every zone", () => {
  expect(momentsOf({ from: { at: 5 }, to: { at: 7 } }, "Asia/Tokyo")).toEqual({ from: 5, to: 7 });
});

test("the last day there is has an end, and a day that its zone skipped has no time in it", () => {
  expect(momentsOf({ from: null, to: { date: "9999-12-31" } }, "UTC").to).not.toBeNull();
  const skipped = { date: "2011-12-30" };
  const { from, to } = momentsOf({ from: skipped, to: skipped }, "Pacific/Apia");
  expect(from).toBe(to);
});
