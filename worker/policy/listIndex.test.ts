import { expect, test } from "vitest";
import { listIndex } from "./listIndex.ts";
import type { ListEntry } from "./lists.ts";

const said = { note: null, by: "ann", via: "board", at: 1 };
const entry = (list: string, kind: ListEntry["kind"], value: string, until: number | null = null): ListEntry => ({
  ...{ id: `${list} ${kind} ${value}`, list, kind, value, until },
  ...said,
});
const PAYMENT = { card: "c1", merchant: "Plum", category: "home", source: "push" };

test("an entry is met by its kind and its whole value", () => {
  const index = listIndex([entry("block", "merchant", "Plum"), entry("block", "card", "Plum")]);
  expect(index.find("block", PAYMENT, 0)?.kind).toBe("merchant");
  expect(index.find("allow", PAYMENT, 0)).toBeNull();
  expect(index.find("block", { ...PAYMENT, merchant: "Plu" }, 0)).toBeNull();
  expect(index.find("block", { ...PAYMENT, card: "c1", merchant: "constructor" }, 0)).toBeNull();
});

test("an entry holds until its time, to the millisecond, and another one may hold beside it", () => {
  const index = listIndex([entry("block", "card", "c1", 100), entry("block", "source", "push")]);
  expect(index.find("block", PAYMENT, 99)?.kind).toBe("card");
  expect(index.find("block", PAYMENT, 100)?.kind).toBe("source");
});
