import { expect, test } from "vitest";
import { FEATURES } from "../worker/features/catalogue.ts";
import { fitLogistic, logisticMargins } from "./logistic.ts";
import { seededRandom } from "./random.ts";

const WIDTH = FEATURES.length;
const column = (name: string) => FEATURES.findIndex((feature) => feature.name === name);

/** Fraud depends on the night, on one category, and on whether the card is known. */
function madeUp(rows: number) {
  const random = seededRandom(4);
  const features = new Float32Array(rows * WIDTH).fill(Number.NaN);
  const fraud = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const night = random() < 0.3 ? 1 : 0;
    const category = Math.floor(random() * 14);
    const known = random() < 0.5;
    features[i * WIDTH + column("amount")] = 1 + 500 * random();
    features[i * WIDTH + column("category")] = category;
    features[i * WIDTH + column("night_24h")] = night;
    if (known) features[i * WIDTH + column("gap")] = random() * 50;
    const odds = -4 + 3 * night + (category === 5 ? 2 : 0) + (known ? 0 : 1);
    fraud[i] = random() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  }
  return { features, fraud, weights: new Float32Array(rows).fill(1) };
}

test("the odds that made the labels are found again", () => {
  const rows = madeUp(20_000);
  const model = fitLogistic(rows);
  const row = (night: number, category: number, gap: number) => {
    const features = new Float32Array(WIDTH).fill(Number.NaN);
    features[column("amount")] = 100;
    features[column("category")] = category;
    features[column("night_24h")] = night;
    features[column("gap")] = gap;
    return logisticMargins(model, features)[0] ?? 0;
  };
  expect(row(1, 3, 10) - row(0, 3, 10)).toBeCloseTo(3, 0);
  expect(row(0, 5, 10) - row(0, 3, 10)).toBeCloseTo(2, 0);
  expect(row(0, 3, Number.NaN) - row(0, 3, 10)).toBeCloseTo(1, 0);
}, 60_000);

test("the same rows give the same coefficients", () => {
  const rows = madeUp(3000);
  expect(fitLogistic(rows)).toEqual(fitLogistic(rows));
}, 60_000);
