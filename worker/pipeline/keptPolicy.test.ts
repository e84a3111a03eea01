import { expect, test } from "vitest";
import { objectStorage } from "../../test/simulation/storage.ts";
import type { ListEntry } from "../policy/lists.ts";
import { FIRST_POLICY } from "../policy/policy.ts";
import { keptPolicy } from "./keptPolicy.ts";

const entry = (at: number): ListEntry => ({
  ...{ id: `${at}`, list: "block", kind: "merchant", value: `Épicerie ${at} 💳`, note: "x".repeat(150) },
  ...{ by: "ann", via: "api", at, until: null },
});

test("a policy with many entries comes back as it was kept, and a smaller one leaves no pieces behind", () => {
  const { kv } = objectStorage();
  const cell = keptPolicy(kv);
  expect(cell.get()).toBeUndefined();
  const large = { ...FIRST_POLICY, version: 7, at: 5, entries: Array.from({ length: 10_000 }, (_, at) => entry(at)) };
  cell.put(large);
  expect(kv.get("policyPieces")).toBeGreaterThan(1);
  expect(cell.get()).toEqual(large);
  const small = { ...FIRST_POLICY, version: 8, at: 6 };
  cell.put(small);
  expect([kv.get("policyPieces"), kv.get("policy:1"), cell.get()]).toEqual([1, undefined, small]);
  cell.delete();
  expect(cell.get()).toBeUndefined();
});

test("what a version that knew of models alone has kept is read, until the newest is known", () => {
  const { kv } = objectStorage();
  kv.put("policy", { version: 3, models: { champion: "m1", challenger: null } });
  const cell = keptPolicy(kv);
  expect(cell.get()).toMatchObject({ version: 3, models: { champion: "m1" }, rules: [], entries: [], at: 0 });
  cell.put({ ...FIRST_POLICY, version: 4, at: 9 });
  expect(cell.get()).toMatchObject({ version: 4, at: 9 });
});
