import { expect, test } from "vitest";
import { countFamiliarity, sumFamiliarity, usualCentsOf } from "./familiarity.ts";

const known = { unfamiliar: null, amountCents: 6_000 };
const category = { amountCents: 6_000, unfamiliar: [{ what: "category" as const, why: "" }] };
const both = { amountCents: 6_000, unfamiliar: [...category.unfamiliar, { what: "amount" as const, why: "" }] };
const NOTHING = { payments: 0, unfamiliar: 0, amount: 0, category: 0, hour: 0, pace: 0, missing: 0, age: 0 };
const many = <Each>(times: number, each: Each) => Array.from({ length: times }, () => each);

test("payments are counted, those of which something is unfamiliar, and what is", () => {
  const counts = countFamiliarity(countFamiliarity([], [known, category]), [both]);
  expect(sumFamiliarity(counts)).toEqual({ ...NOTHING, payments: 3, unfamiliar: 2, amount: 1, category: 2 });
  expect(sumFamiliarity([])).toEqual(NOTHING);
});

test("only the newest count, and what is counted is never changed", () => {
  const before = countFamiliarity([], many(950, category));
  const kept = JSON.stringify(before);
  const after = countFamiliarity(before, many(960, known));
  expect(sumFamiliarity(after)).toMatchObject({ payments: 910, unfamiliar: 0 });
  expect(JSON.stringify(before)).toBe(kept);
  expect(countFamiliarity(before, [])).toBe(before);
});

test("what a payment usually is follows from the newest thousand, once there are two hundred; a few very high ones do not change it", () => {
  expect(usualCentsOf(countFamiliarity([], many(199, known)))).toBeNull();
  const usual = countFamiliarity([], many(400, known));
  expect(usualCentsOf(usual)).toBe(6_000);
  expect(usualCentsOf(countFamiliarity(usual, many(100, { ...known, amountCents: 5_000_000 })))).toBe(6_000);
  expect(usualCentsOf(countFamiliarity(usual, many(1_000, { ...known, amountCents: 900_000 })))).toBe(900_000);
});

test("blocks that an older version counted say nothing of amounts, and go on", () => {
  const older = [
    { payments: 100, unfamiliar: 1, amount: 1, category: 0 },
    { payments: 60, unfamiliar: 0, amount: 0, category: 0 },
  ];
  const counts = countFamiliarity(older, [...many(40, known), ...many(100, both)]);
  expect(sumFamiliarity(counts)).toEqual({ ...NOTHING, payments: 300, unfamiliar: 101, amount: 101, category: 100 });
  expect(usualCentsOf(counts)).toBeNull();
});

test("a busy card is counted by its pace, and is not another world", () => {
  const pace = { amountCents: 6_000, unfamiliar: [{ what: "pace" as const, why: "" }] };
  expect(sumFamiliarity(countFamiliarity([], [pace, pace, category]))).toEqual({
    ...NOTHING,
    ...{ payments: 3, unfamiliar: 1, category: 1, pace: 2 },
  });
});
