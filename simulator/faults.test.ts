import { expect, test } from "vitest";
import { innerJson, tableOf, type WireTable } from "./body.ts";
import { bentTable, type FaultName, faultsOfCall } from "./faults.ts";
import { createRandom } from "./world/random.ts";
import { createWorld } from "./world/world.ts";

const world = createWorld({
  seed: 4,
  cards: 50,
  paymentsPerMinute: 0.1,
  fraudShare: 0,
  fraudHours: "natural",
  timezone: "UTC",
});
const good = tableOf(world.day(20_500).slice(0, 40));
const column = (table: WireTable, name: string) => table.data.map((row) => row[table.columns.indexOf(name)]);

function bent(name: FaultName, share = 1): WireTable {
  const faults = [{ name, share }];
  return bentTable(good, faults, faultsOfCall(faults, createRandom(1)), createRandom(2));
}

test("without faults a table stays as it is", () => {
  expect(bentTable(good, [], new Set(), createRandom(2))).toEqual(good);
});

test.each(["nan", "duplicate", "conflict", "garbage-row", "future"] as const)(
  "%s adds bad rows and leaves every good row in place",
  (name) => {
    const table = bent(name);
    expect(table.data).toHaveLength(80);
    expect(table.index).toHaveLength(80);
    for (const row of good.data) expect(table.data).toContainEqual(row);
  },
);

test("duplicates repeat a row to the letter, conflicts only its id", () => {
  const [first, second] = bent("duplicate").data;
  expect(second).toEqual(first);
  const conflict = bent("conflict");
  const [id, sameId] = column(conflict, "trans_num");
  const [amount, otherAmount] = column(conflict, "amt");
  expect(sameId).toBe(id);
  expect(otherAmount).not.toBe(amount);
});

test("bare NaN makes the text no JSON, as Python's json does it", () => {
  expect(innerJson(bent("nan"))).toContain(",NaN,");
  expect(() => JSON.parse(innerJson(bent("nan")))).toThrow();
});

test("garbage rows have wrong types and an id of their own", () => {
  const table = bent("garbage-row");
  expect(column(table, "amt")).toContain('"a lot"');
  expect(new Set(column(table, "trans_num")).size).toBe(80);
});

test("rows of the future are two days ahead", () => {
  const [now, later] = column(bent("future"), "current_time").map(Number);
  expect((later ?? 0) - (now ?? 0)).toBe(2 * 86_400_000);
});

test("a missing column is gone from the names and from the rows", () => {
  const table = bent("missing-column");
  expect(table.columns).not.toContain("amt");
  expect(table.data.every((row) => row.length === 20)).toBe(true);
});

test("out of order holds the same rows in another order", () => {
  const table = bent("out-of-order");
  expect(table.data).not.toEqual(good.data);
  expect(table.data.toSorted()).toEqual(good.data.toSorted());
});

test("times become ISO text and card numbers text, with nothing lost", () => {
  const isoTime = column(bent("iso-time"), "current_time").map((cell) => Date.parse(JSON.parse(cell ?? "")));
  expect(isoTime).toEqual(column(good, "current_time").map(Number));
  expect(column(bent("cc-text"), "cc_num")).toEqual(column(good, "cc_num").map((cell) => `"${cell}"`));
});

test("a fault strikes at about its share, and the same seed strikes the same", () => {
  const strikes = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 1000 }, () => faultsOfCall([{ name: "500", share: 0.3 }], random).has("500"));
  };
  expect(strikes(1)).toEqual(strikes(1));
  expect(strikes(1).filter((struck) => struck).length / 1000).toBeCloseTo(0.3, 1);
  const added = bent("duplicate", 0.5).data.length - 40;
  expect(added).toBeGreaterThan(8);
  expect(added).toBeLessThan(32);
});
