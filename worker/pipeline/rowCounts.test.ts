import { expect, test } from "vitest";
import { MINUTE_MS } from "../duration.ts";
import { countRows, type RowCounts, sumRows } from "./rowCounts.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 30);
const polled = (...reasons: (string | null)[]) => reasons.map((reason) => ({ source: "poll" as const, reason }));

test("rows are counted by where they came from, with the commonest reason of those that were refused", () => {
  let counts = countRows([], polled(null, "amt is missing", "dob is odd", "dob is odd"), NOW);
  counts = countRows(counts, [{ source: "push", reason: null }], NOW);
  counts = countRows(counts, polled(null, "amt is missing", "amt is missing"), NOW + MINUTE_MS);
  expect(sumRows(counts, "poll", NOW + MINUTE_MS)).toEqual({ rows: 7, refused: 5, reason: "amt is missing" });
  expect(sumRows(counts, "push", NOW + MINUTE_MS)).toEqual({ rows: 1, refused: 0, reason: null });
});

test("what came more than a quarter of an hour ago counts no longer, and is not kept", () => {
  const counts = countRows([], polled("amt is missing"), NOW);
  expect(sumRows(counts, "poll", NOW + 14 * MINUTE_MS).refused).toBe(1);
  expect(sumRows(counts, "poll", NOW + 16 * MINUTE_MS).rows).toBe(0);
  expect(countRows(counts, polled(null), NOW + 16 * MINUTE_MS)).toHaveLength(1);
});

test("what is counted is never changed, and no flood of reasons fills the memory", () => {
  const before: RowCounts = countRows([], polled("a"), NOW);
  const kept = JSON.stringify(before);
  const after = countRows(before, polled(...Array.from({ length: 1000 }, (_, at) => `reason ${at}`)), NOW);
  expect(JSON.stringify(before)).toBe(kept);
  expect(sumRows(after, "poll", NOW).refused).toBe(1001);
  expect(JSON.stringify(after).length).toBeLessThan(1000);
});
