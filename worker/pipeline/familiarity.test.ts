import { expect, test } from "vitest";
import { countFamiliarity, sumFamiliarity } from "./familiarity.ts";

const known = { unfamiliar: null };
const category = { unfamiliar: [{ what: "category" as const, why: "" }] };
const both = { unfamiliar: [...category.unfamiliar, { what: "amount" as const, why: "" }] };
const many = <Each>(times: number, each: Each) => Array.from({ length: times }, () => each);

test("payments are counted, those of which something is unfamiliar, and what is", () => {
  const counts = countFamiliarity(countFamiliarity([], [known, category]), [both]);
  expect(sumFamiliarity(counts)).toEqual({ payments: 3, unfamiliar: 2, amount: 1, category: 2 });
  expect(sumFamiliarity([])).toEqual({ payments: 0, unfamiliar: 0, amount: 0, category: 0 });
});

test("only the newest count, and what is counted is never changed", () => {
  const before = countFamiliarity([], many(950, category));
  const kept = JSON.stringify(before);
  const after = countFamiliarity(before, many(960, known));
  expect(sumFamiliarity(after)).toMatchObject({ payments: 910, unfamiliar: 0 });
  expect(JSON.stringify(before)).toBe(kept);
  expect(countFamiliarity(before, [])).toBe(before);
});
