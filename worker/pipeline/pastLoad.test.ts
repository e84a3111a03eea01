import { expect, test } from "vitest";
import { countPast, type PastLoad, pastView } from "./pastLoad.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const TODAY = "2026-11-20";
const batch = (payments: number, newOfToday = 0) => ({ payments, expected: 300, newOfToday });

function loadOf(...batches: ReturnType<typeof batch>[]): PastLoad | null {
  return batches.reduce<PastLoad | null>((load, each, at) => countPast(load, each, TODAY, NOW + at * 1000), null);
}

test("a load says how far it has come, and nothing more once it is whole", () => {
  const half = loadOf(batch(100), batch(100, 40));
  expect(pastView(half, TODAY, NOW + 2000)).toEqual({ loading: { loaded: 200, expected: 300 }, ofToday: 40 });
  const whole = loadOf(batch(100), batch(100, 40), batch(100, 100));
  expect(pastView(whole, TODAY, NOW + 3000)).toEqual({ loading: null, ofToday: 140 });
});

test("one that was broken off is not said to go on, and the next one begins anew, without counting today's twice", () => {
  const broken = loadOf(batch(100, 70));
  expect(pastView(broken, TODAY, NOW + 60_000)).toEqual({ loading: null, ofToday: 70 });
  const again = countPast(broken, batch(100), TODAY, NOW + 60_000);
  expect(pastView(again, TODAY, NOW + 60_000)).toEqual({ loading: { loaded: 100, expected: 300 }, ofToday: 70 });
});

test("tomorrow nothing of today was loaded as past, and where nothing ever was there is nothing to say", () => {
  expect(pastView(loadOf(batch(300, 300)), "2026-11-21", NOW + 60_000)).toEqual({ loading: null, ofToday: 0 });
  expect(pastView(null, TODAY, NOW)).toEqual({ loading: null, ofToday: 0 });
});
