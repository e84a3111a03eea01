import { expect, test } from "vitest";
import { calibrate } from "../worker/scoring/calibration.ts";
import { fitCalibration } from "./calibrationFit.ts";
import { seededRandom } from "./random.ts";

function drawn(slope: number, intercept: number, count = 50_000) {
  const random = seededRandom(5);
  const margins = Float64Array.from({ length: count }, () => random() * 12 - 6);
  const fraud = Uint8Array.from(margins, (margin) =>
    random() < 1 / (1 + Math.exp(-(slope * margin + intercept))) ? 1 : 0,
  );
  return { margins, fraud, weights: new Float64Array(count).fill(1) };
}

test("the odds that made the labels are found again", () => {
  const { margins, fraud, weights } = drawn(0.7, -1.5);
  const curve = fitCalibration(margins, fraud, weights);
  for (const margin of [-4, 0, 2, 5]) {
    expect(calibrate(margin, curve)).toBeCloseTo(1 / (1 + Math.exp(-(0.7 * margin - 1.5))), 1);
  }
});

test("a row that stands for three weighs like three", () => {
  const { margins, fraud } = drawn(1, 0, 2000);
  const weights = Float64Array.from(fraud, (label) => (label === 1 ? 1 : 3));
  const three = Array.from(fraud, (label, i) => Array.from({ length: label === 1 ? 1 : 3 }, () => i)).flat();
  const repeated = fitCalibration(
    Float64Array.from(three, (i) => margins[i] ?? 0),
    Uint8Array.from(three, (i) => fraud[i] ?? 0),
    new Float64Array(three.length).fill(1),
  );
  const weighted = fitCalibration(margins, fraud, weights);
  expect(weighted.logOdds[0]).toBeCloseTo(repeated.logOdds[0] ?? 0, 8);
  expect(weighted.logOdds[1]).toBeCloseTo(repeated.logOdds[1] ?? 0, 8);
});

test("margins that fall with fraud are refused", () => {
  const { margins, fraud, weights } = drawn(-1, 0, 2000);
  expect(() => fitCalibration(margins, fraud, weights)).toThrow("do not rise");
});
