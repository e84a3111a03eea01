import fc from "fast-check";
import { expect, test } from "vitest";
import { ageYears } from "./age.ts";
import { cardIdOf } from "./cardId.ts";
import { distanceKm } from "./distance.ts";

test("a card holder is a year older from the birthday on", () => {
  expect(ageYears("1981-11-20", Date.UTC(2026, 10, 19, 23, 59))).toBe(44);
  expect(ageYears("1981-11-20", Date.UTC(2026, 10, 20))).toBe(45);
});

test("no age comes of a birth in the future, in another age of the world, or of no date", () => {
  expect(ageYears("2031-01-01", Date.UTC(2026, 0, 1))).toBeNull();
  expect(ageYears("1866-01-01", Date.UTC(2026, 0, 1))).toBeNull();
  expect(ageYears("long ago", Date.UTC(2026, 0, 1))).toBeNull();
});

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

test("a card has one id under one key, and another under another key", () => {
  const id = cardIdOf("4000123412341234567", "one key");
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(cardIdOf("4000123412341234567", "one key")).toBe(id);
  expect(cardIdOf("4000123412341234567", "another key")).not.toBe(id);
  expect(cardIdOf("4000123412341234568", "one key")).not.toBe(id);
});
