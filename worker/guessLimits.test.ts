import { expect, test } from "vitest";
import { afterTry, type Pace, waitMsFor } from "./guessLimits.ts";

const PACE: Pace = { burst: 3, everyMs: 10_000 };
const NOW = Date.UTC(2026, 10, 30);

function tried(times: number, atMs = NOW): number {
  let forgottenAt = 0;
  for (let time = 0; time < times; time += 1) forgottenAt = afterTry(forgottenAt, PACE, atMs);
  return forgottenAt;
}

test("the first tries wait for nothing, the next one waits its turn", () => {
  expect([0, 1, 2, 3].map((times) => waitMsFor(tried(times), PACE, NOW))).toEqual([0, 0, 0, 10_000]);
});

test("who waits as long as was said may try once more, not twice", () => {
  const later = NOW + 10_000;
  expect(waitMsFor(tried(3), PACE, later - 1)).toBe(1);
  expect(waitMsFor(tried(3), PACE, later)).toBe(0);
  expect(waitMsFor(afterTry(tried(3), PACE, later), PACE, later)).toBe(10_000);
});

test("after a while without tries all are forgotten", () => {
  const later = NOW + 30_000;
  expect(waitMsFor(afterTry(tried(3), PACE, later), PACE, later)).toBe(0);
  expect(afterTry(tried(3), PACE, later)).toBe(later + 10_000);
});

test("a clock that is set back makes nobody wait until it has caught up", () => {
  const yearBack = NOW - 365 * 86_400_000;
  expect(waitMsFor(tried(3), PACE, yearBack)).toBe(0);
  expect(afterTry(tried(3), PACE, yearBack)).toBe(yearBack + 10_000);
});
