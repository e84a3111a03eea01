import fc from "fast-check";
import { expect, test } from "vitest";
import { calibrate } from "./calibration.ts";

const curve = { margins: [-4, 0, 2, 6], logOdds: [-8, -3, 0, 3] };

test("a margin on a point of the curve gets that point's odds", () => {
  expect(calibrate(2, curve)).toBe(0.5);
  expect(calibrate(0, curve)).toBeCloseTo(1 / (1 + Math.exp(3)), 12);
});

test("between two points odds lie on the line between, beyond the ends on the line prolonged", () => {
  expect(calibrate(1, curve)).toBeCloseTo(1 / (1 + Math.exp(1.5)), 12);
  expect(calibrate(10, curve)).toBeCloseTo(1 / (1 + Math.exp(-6)), 12);
  expect(calibrate(-6, curve)).toBeCloseTo(1 / (1 + Math.exp(10.5)), 12);
});

test("a higher margin is never less probable, and the answer is a probability", () => {
  const margin = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(margin, margin, (a, b) => {
      const [low, high] = [calibrate(Math.min(a, b), curve), calibrate(Math.max(a, b), curve)];
      expect(low).toBeLessThanOrEqual(high);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
    }),
  );
});
