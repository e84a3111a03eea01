import { expect, test } from "vitest";
import { decidedIn, differenceOf, drainOf } from "./account.ts";

const approved = (id: string) => ({ id, score: 0.01, outcome: "approve" });
const answer = (body: unknown) => ({ status: 200, body: Buffer.from(JSON.stringify(body)) });

test("one payment and a list are answered in different shapes, and both hold decisions", () => {
  expect(decidedIn(answer({ ...approved("a"), reasons: [] }))).toEqual([approved("a")]);
  const list = { decisions: [approved("a"), approved("b")], rejects: [] };
  expect(decidedIn(answer(list))).toEqual([approved("a"), approved("b")]);
});

test("an answer that refuses a payment is none that the bench can count", () => {
  expect(() => decidedIn(answer({ decisions: [approved("a")], rejects: [{ index: 1 }] }))).toThrow();
});

test("what was answered and is not stored is lost, and what was never answered is not missed", () => {
  const stored = [approved("a"), approved("c")];
  expect(differenceOf([approved("a"), approved("b")], stored)).toEqual({ lost: 1, doubled: 0, changed: 0 });
});

test("a payment with two rows is doubled, whether or not it was answered", () => {
  const stored = [approved("a"), approved("a"), approved("b"), approved("b")];
  expect(differenceOf([approved("a")], stored)).toEqual({ lost: 0, doubled: 2, changed: 0 });
});

test("a decision that is stored with another score or outcome is changed", () => {
  const answered = [approved("a"), approved("b"), approved("c"), { ...approved("d"), score: null }];
  const stored = [
    { ...approved("a"), score: 0.02 },
    { ...approved("b"), outcome: "review" },
    approved("c"),
    { ...approved("d"), score: null },
  ];
  expect(differenceOf(answered, stored)).toEqual({ lost: 0, doubled: 0, changed: 2 });
});

test("a drain lasts from the store's return, and its pace counts from the first payment on", () => {
  const counts = [
    { atMs: 1_000, stored: 500 },
    { atMs: 3_000, stored: 500 },
    { atMs: 4_000, stored: 2_500 },
    { atMs: 5_000, stored: 4_500 },
    { atMs: 6_000, stored: 4_500 },
  ];
  expect(drainOf(counts)).toEqual({ seconds: 4, payments: 4_000, perSecond: 2_000 });
});

test("where nothing waited there is no pace", () => {
  expect(drainOf([{ atMs: 0, stored: 7 }])).toEqual({ seconds: 0, payments: 0, perSecond: Number.NaN });
});
