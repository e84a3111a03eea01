import { expect, test } from "vitest";
import { ANYONE, amountEvidence, holderGroup, hourEvidence } from "../worker/features/evidence.ts";
import { tablesIn } from "./artifacts.ts";
import { countTables } from "./evidence.ts";
import type { Dataset } from "./labelledPayments.ts";
import { vocabularyOf } from "./vocabulary.ts";

const HOUR_MS = 3_600_000;

interface Payment {
  category: string;
  dollars: number;
  fraud?: boolean;
  hour?: number;
  age?: number;
}

/** Each kind of payment `times` over. */
function dataset(times: number, kinds: Payment[]): Dataset {
  const all = Array.from({ length: times }, () => kinds).flat();
  return {
    rows: all.length,
    frauds: all.filter(({ fraud }) => fraud === true).length,
    paidAt: Float64Array.from(all, ({ hour }) => (hour ?? 12) * HOUR_MS),
    card: new Int32Array(all.length),
    merchant: all.map(() => "shop"),
    amountCents: Float64Array.from(all, ({ dollars }) => dollars * 100),
    category: all.map(({ category }) => category),
    gender: all.map(() => "F" as const),
    ageYears: Float32Array.from(all, ({ age }) => age ?? 40),
    cityPopulation: new Float64Array(all.length).fill(500),
    distanceKm: new Float64Array(all.length),
    fraud: Uint8Array.from(all, ({ fraud }) => (fraud === true ? 1 : 0)),
  };
}

test("a model knows the categories of its data, from cheap frauds to dear ones; rare and nameless ones it does not", () => {
  const common = dataset(100, [
    { category: "flights", dollars: 10 },
    { category: "flights", dollars: 900, fraud: true },
    { category: "sweets", dollars: 500 },
    { category: "sweets", dollars: 5, fraud: true },
    { category: "tolls", dollars: 3 },
    { category: "", dollars: 3 },
  ]);
  expect(vocabularyOf(common)).toEqual(["tolls", "sweets", "flights"]);
  expect(vocabularyOf(dataset(99, [{ category: "tolls", dollars: 3 }]))).toEqual([]);
});

test("free text in the column makes no endless tables", () => {
  const words = Array.from({ length: 60 }, (_, at): Payment => ({ category: `word ${at}`, dollars: 5 }));
  expect(vocabularyOf(dataset(100, words))).toHaveLength(40);
});

test("tables are those of the data at hand, whatever its categories, amounts, ages and hours are", () => {
  const data = dataset(200, [
    { category: "sweets", dollars: 5, hour: 9 },
    { category: "sweets", dollars: 6, hour: 15 },
    { category: "sweets", dollars: 80, fraud: true, hour: 10, age: 20 },
    { category: "sweets", dollars: 300, fraud: true, hour: 10, age: 60 },
  ]);
  const tables = tablesIn(countTables(data, vocabularyOf(data)));
  expect(tables.vocabulary).toEqual(["sweets"]);
  expect(amountEvidence(tables, ANYONE, 0, 80_00)).toBeGreaterThan(2);
  expect(amountEvidence(tables, ANYONE, 0, 5_00)).toBeLessThan(-2);
  expect(hourEvidence(tables, 10 * HOUR_MS)).toBeGreaterThan(2);
  expect(hourEvidence(tables, 9 * HOUR_MS)).toBeLessThan(-2);
  const group = (ageYears: number) => holderGroup({ gender: "F", ageYears, cityPopulation: 500 }, tables);
  expect(group(20)).not.toBe(group(60));
  expect(amountEvidence(tables, group(20), 0, 80_00)).toBeGreaterThan(amountEvidence(tables, group(60), 0, 80_00) + 1);
});
