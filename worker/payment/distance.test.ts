import fc from "fast-check";
import { expect, test } from "vitest";
import { distanceKm } from "./distance.ts";

test("Paris to New York is 5837 km", () => {
  expect(distanceKm({ lat: 48.8566, long: 2.3522 }, { lat: 40.7128, long: -74.006 })).toBeCloseTo(5837, -1);
});

test("distances are the same both ways, never negative, and half the globe at most", () => {
  const place = fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    long: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  fc.assert(
    fc.property(place, place, (a, b) => {
      expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 1);
      expect(distanceKm(a, b)).toBeGreaterThanOrEqual(0);
      expect(distanceKm(a, b)).toBeLessThan(20_016);
    }),
  );
});
