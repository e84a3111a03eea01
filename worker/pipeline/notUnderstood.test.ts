import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { HOUR_MS } from "../duration.ts";
import type { Arrival, Receipt } from "./arrival.ts";
import { notedCells } from "./came.ts";
import { countedOf, lastingOf } from "./notUnderstood.ts";

const STORED: Receipt = {
  status: "stored",
  payment: { id: "x", score: 0, outcome: "approve", reasons: [], unfamiliar: null, model: "m" },
};

function arrival(fields: string[], category = "lottery", seenAt = 1): Arrival {
  const notes = fields.map((field) => ({ field, note: "" }));
  return { admission: { ok: true, payment: payment({ category }), notes }, source: "push", seenAt };
}

test("what was not understood is counted by column, and categories by name", () => {
  const arrivals = [arrival(["gender", "category"]), arrival(["gender"]), arrival(["category"], "games", 5)];
  expect(countedOf([], notedCells(arrivals, [STORED, STORED, STORED]))).toEqual([
    { field: "gender", value: null, payments: 2, lastSeenAt: 1 },
    { field: "category", value: "lottery", payments: 1, lastSeenAt: 1 },
    { field: "category", value: "games", payments: 1, lastSeenAt: 5 },
  ]);
});

test("a repetition is not counted again, and where all was understood nothing is written", () => {
  const known = [{ field: "gender", value: null, payments: 2, lastSeenAt: 1 }];
  expect(countedOf(known, notedCells([arrival(["gender"])], [{ ...STORED, status: "repeated" }]))).toBe(known);
  expect(countedOf(known, notedCells([arrival([])], [STORED]))).toBe(known);
});

test("what has not come for a day is over", () => {
  const known = [{ field: "gender", value: null, payments: 2, lastSeenAt: 0 }];
  expect(lastingOf(known, 24 * HOUR_MS - 1)).toHaveLength(1);
  expect(lastingOf(known, 24 * HOUR_MS)).toEqual([]);
  expect(countedOf(known, notedCells([arrival(["lat"], "x", 25 * HOUR_MS)], [STORED]))).toMatchObject([
    { field: "lat", payments: 1 },
  ]);
});

test("of more categories than can be named the others are counted together", () => {
  const arrivals = Array.from({ length: 100 }, (_, at) => arrival(["category"], `made_up_${at}`));
  const counts = countedOf(
    [],
    notedCells(
      arrivals,
      arrivals.map(() => STORED),
    ),
  );
  expect(counts).toHaveLength(21);
  expect(counts.find(({ value }) => value === null)?.payments).toBe(80);
});
