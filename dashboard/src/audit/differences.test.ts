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

test("a rate is known by its currency and day, and a source's mapping field by field", () => {
  const eur = { currency: "EUR", rate: "1.08", from: Date.UTC(2026, 10, 1), source: null };
  const gbp = { currency: "GBP", rate: "1.3", from: Date.UTC(2026, 10, 1), source: "ECB" };
  expect(differencesOf([eur], [gbp, { ...eur, rate: "1.1" }])).toEqual([
    { name: "EUR 2026-11-01 rate", before: "1.08", after: "1.1" },
    { name: "GBP 2026-11-01 currency", before: null, after: "GBP" },
    { name: "GBP 2026-11-01 rate", before: null, after: "1.3" },
    { name: "GBP 2026-11-01 from", before: null, after: "2026-11-01T00:00:00.000Z" },
    { name: "GBP 2026-11-01 source", before: null, after: "ECB" },
  ]);
  const mapping = (path: string) => ({ name: "shop", mapping: JSON.stringify({ payment: { trans_num: { path } } }) });
  expect(differencesOf(mapping("/a"), mapping("/b"))).toEqual([
    { name: "mapping payment trans_num path", before: "/a", after: "/b" },
  ]);
  expect(differencesOf({ mapping: "{" }, { mapping: "[" })).toEqual([{ name: "mapping", before: "{", after: "[" }]);
});

test("what began or ended has one side only", () => {
  expect(differencesOf(null, { entries: 1, first: [{ id: "e1", value: "c1" }] })).toEqual([
    { name: "entries", before: null, after: "1" },
    { name: "1 value", before: null, after: "c1" },
  ]);
  expect(differencesOf({ state: "failed" }, null)).toEqual([{ name: "state", before: "failed", after: null }]);
  expect(differencesOf(null, null)).toEqual([]);
});
