import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../worker/duration.ts";
import { createZone, isTimeZone } from "./zone.ts";

const paris = createZone("Europe/Paris");
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

test("noon in Paris is ten o'clock in summer and eleven in winter, by UTC", () => {
  expect(new Date(paris.epochOf(dayOf("2026-07-14"), 12 * HOUR_MS)).toISOString()).toBe("2026-07-14T10:00:00.000Z");
  expect(new Date(paris.epochOf(dayOf("2026-12-24"), 12 * HOUR_MS)).toISOString()).toBe("2026-12-24T11:00:00.000Z");
});

test("a date begins at its own midnight", () => {
  expect(paris.dayOf(Date.parse("2026-07-13T21:59:59Z"))).toBe(dayOf("2026-07-13"));
  expect(paris.dayOf(Date.parse("2026-07-13T22:00:00Z"))).toBe(dayOf("2026-07-14"));
});

test("every moment of a date lies on that date, in zones of all kinds and when clocks change", () => {
  const zones = ["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"].map(createZone);
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: dayOf("2015-01-01"), max: dayOf("2035-01-01") }),
      fc.integer({ min: 0, max: DAY_MS - 1 }),
      (zone, day, clockMs) => {
        expect(zone.dayOf(zone.epochOf(day, clockMs))).toBe(day);
      },
    ),
  );
});

test("a made-up zone is told from a real one", () => {
  expect(isTimeZone("Europe/Paris")).toBe(true);
  expect(isTimeZone("Mars/Olympus")).toBe(false);
});
