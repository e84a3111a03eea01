import { expect, test } from "vitest";
import type { ListView } from "../../../worker/wire/policy.ts";
import { addedWords, endingsOf, kindsOf, meaningOf, titleOf } from "./words.ts";

const list = (change: Partial<ListView>): ListView => ({
  ...{ name: "vip", kind: "card", note: null, entries: 0, isBuiltIn: false },
  ...change,
});

test("a list says what it is for, and one’s own how rules ask for it", () => {
  expect(titleOf(list({ name: "snooze" }))).toBe("Snoozes");
  expect(meaningOf(list({ name: "block", kind: null }))).toBe(
    "Payments of these are declined, whatever rules and model say.",
  );
  expect(meaningOf(list({}))).toBe("Rules can ask for it: card in lists.vip");
  expect(meaningOf(list({ note: "Our board" }))).toBe("Our board. Rules can ask for it: card in lists.vip");
});

test("only what a list takes is offered", () => {
  expect(kindsOf(list({}))).toEqual(["card"]);
  expect(kindsOf(list({ name: "snooze", kind: null }))).toEqual(["card", "merchant"]);
  expect(kindsOf(list({ name: "block", kind: null }))).toEqual([
    "card",
    "merchant",
    "category",
    "source",
    "bin",
    "country",
  ]);
  expect(endingsOf(list({ name: "snooze" }))).not.toContain("never");
  expect(endingsOf(list({ name: "block" }))).toContain("never");
});

test("what came of a file is told", () => {
  expect(addedWords({ added: 1, same: 0 })).toBe("1 entry is in the list now.");
  expect(addedWords({ added: 1200, same: 3 })).toBe("1,200 entries are in the list now; 3 were there already.");
});
