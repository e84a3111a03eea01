import { expect, test } from "vitest";
import { giveWay } from "./giveWay.ts";

/** A thread on which somebody waits until the given time, and that tells how long was paused. */
async function pausedMs({
  quietMs,
  waitsUntilMs = 0,
  tookMs,
}: {
  quietMs: number;
  waitsUntilMs?: number;
  tookMs: number;
}) {
  let nowMs = 0;
  const thread = {
    now: () => nowMs,
    pause: async (ms: number) => {
      nowMs += ms;
    },
    quietForMs: () => (nowMs < waitsUntilMs ? 0 : quietMs),
  };
  await giveWay(thread, tookMs);
  return nowMs;
}

test("where nobody pays, a backtest hardly pauses", async () => {
  expect(await pausedMs({ quietMs: 5_000, tookMs: 8 })).toBe(0);
});

test("where somebody paid just now, it pauses for as long as it worked, and for a store that is far away not longer", async () => {
  expect(await pausedMs({ quietMs: 400, tookMs: 8 })).toBe(8);
  expect(await pausedMs({ quietMs: 400, tookMs: 300 })).toBe(20);
});

test("whoever waits goes first, and where somebody always waits it comes on all the same", async () => {
  expect(await pausedMs({ quietMs: 0, waitsUntilMs: 31, tookMs: 8 })).toBeGreaterThanOrEqual(31);
  expect(await pausedMs({ quietMs: 0, waitsUntilMs: Number.POSITIVE_INFINITY, tookMs: 8 })).toBeLessThan(100);
});
