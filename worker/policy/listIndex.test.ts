import { expect, test } from "vitest";
import { listableOf, listIndex } from "./listIndex.ts";
import type { ListEntry } from "./lists.ts";

const said = { note: null, by: "ann", via: "board", at: 1 };
const entry = (list: string, kind: ListEntry["kind"], value: string, until: number | null = null): ListEntry => ({
  ...{ id: `${list} ${kind} ${value}`, list, kind, value, until },
  ...said,
});
const PAYMENT = { card: "c1", merchant: "Plum", category: "home", source: "push", bin: null, country: null };

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

test("first digits are met by all longer ones that begin so, and never by fewer", () => {
  const index = listIndex([entry("block", "bin", "497010"), entry("allow", "bin", "49701012")]);
  const of = (bin: string | null) => ({ ...PAYMENT, bin });
  for (const bin of ["497010", "4970101", "49701099"]) expect(index.find("block", of(bin), 0)?.value).toBe("497010");
  for (const bin of ["497011", "97010", null]) expect(index.find("block", of(bin), 0)).toBeNull();
  expect(index.find("allow", of("49701012"), 0)).not.toBeNull();
  for (const bin of ["497010", "4970101", "49701013"]) expect(index.find("allow", of(bin), 0)).toBeNull();
});

test("what a sender does not tell meets no entry, and a named source stands for how it came", () => {
  const told = { cardId: "c1", merchant: "Plum", category: "home", sender: "stripe", bin: "497010", country: "FR" };
  expect(listableOf(told, "push")).toEqual({ ...PAYMENT, source: "stripe", bin: "497010", country: "FR" });
  const silent = { cardId: "c1", merchant: "Plum", category: "home" };
  expect(listableOf(silent, "push")).toEqual(PAYMENT);
  const index = listIndex([entry("block", "country", "FR"), entry("allow", "source", "stripe")]);
  expect(index.find("block", listableOf(told, "push"), 0)?.kind).toBe("country");
  expect(index.find("allow", listableOf(told, "push"), 0)?.kind).toBe("source");
  expect(index.find("block", PAYMENT, 0)).toBeNull();
});
