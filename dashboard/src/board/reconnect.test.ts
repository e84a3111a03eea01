import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_WAIT_MS, LONGEST_WAIT_MS, waitMs } from "./reconnect.ts";

test("each failure waits longer, never more than ten seconds", () => {
  const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  fc.assert(
    fc.property(fc.nat(100_000), chance, (failures, drawn) => {
      const wait = waitMs(failures, drawn);
      expect(wait).toBeGreaterThanOrEqual(FIRST_WAIT_MS / 2);
      expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS);
    }),
  );
  expect(waitMs(3, 0)).toBeGreaterThan(waitMs(1, 0.99));
});
