import { expect, test } from "vitest";
import { differencesOf } from "./differences.ts";

test("only what is another is told, with both sides", () => {
  const before = { name: "Night", state: "active", until: null, lines: { review: 0.5, decline: 0.9 } };
  const after = { name: "Night", state: "shadow", until: 1_790_000_000_000, lines: { review: 0.5, decline: 0.8 } };
  expect(differencesOf(before, after)).toEqual([
    { name: "state", before: "active", after: "shadow" },
    { name: "lines decline", before: "0.9", after: "0.8" },
    { name: "until", before: null, after: "2026-09-21T14:13:20.000Z" },
  ]);
});

test("what began or ended has one side only", () => {
  expect(differencesOf(null, { entries: 1, first: [{ id: "e1", value: "c1" }] })).toEqual([
    { name: "entries", before: null, after: "1" },
    { name: "1 value", before: null, after: "c1" },
  ]);
  expect(differencesOf({ state: "failed" }, null)).toEqual([{ name: "state", before: "failed", after: null }]);
  expect(differencesOf(null, null)).toEqual([]);
});
