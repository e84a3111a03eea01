import { expect, test } from "vitest";
import { judge, mustBeWorthKeeping } from "./judge.ts";
import { seededRandom } from "./random.ts";
import { USUAL_COSTS } from "./thresholds.ts";
import type { HeldOut } from "./trainingSet.ts";

const ROWS = 2000;
const random = seededRandom(4);
const fraud = Uint8Array.from({ length: ROWS }, (_, i) => (i % 10 === 0 ? 1 : 0));
const noise = Float64Array.from({ length: ROWS }, random);

/** Frauds of 20 of 200 cards; amounts that say so much of them. */
function heldOut(amountSays: number): HeldOut {
  return {
    positions: Array.from(fraud.keys()),
    amounts: noise.map((value, i) => 100 * (value + amountSays * (fraud[i] ?? 0))),
    cards: Int32Array.from(fraud, (_, i) => i % 200),
    fraud,
    weights: new Float64Array(ROWS).fill(1),
  };
}

const marginsThatSay = (says: number): Float32Array =>
  Float32Array.from({ length: ROWS }, (_, i) => (noise[(i * 7) % ROWS] ?? 0) + says * (fraud[i] ?? 0));

test("a model that finds frauds better than the amount does, or as well, is kept", () => {
  expect(() => mustBeWorthKeeping({ stream: heldOut(0), snapshot: heldOut(0.1) }, marginsThatSay(0.8))).not.toThrow();
  expect(() => mustBeWorthKeeping({ snapshot: heldOut(2) }, marginsThatSay(2))).not.toThrow();
});

test("one that does worse is refused with both figures, of the situations where it does", () => {
  expect(() => mustBeWorthKeeping({ stream: heldOut(0), first: heldOut(2) }, marginsThatSay(0.3))).toThrow(
    /worse than the amount alone \(first: PR-AUC 0\.\d{4}, by the amount 1\.0000\)\. It was not written/,
  );
});

test("one that knows as little as chance is refused, whatever the amount says", () => {
  expect(() => mustBeWorthKeeping({ first: heldOut(0) }, marginsThatSay(0.02))).toThrow(
    /hardly better than chance \(first: PR-AUC 0\.\d{4}, share of frauds 0\.1000\)\. It was not written/,
  );
});

test("where frauds have low amounts, that is what the amount alone says too", () => {
  expect(() => mustBeWorthKeeping({ first: heldOut(-2) }, marginsThatSay(0.3))).toThrow("by the amount 1.0000");
});

test("the figures of a judged model come with intervals by card that hold them", () => {
  const wish = { kind: "costs", costs: USUAL_COSTS } as const;
  const { metrics, intervals, frauds, cardsWithFrauds } = judge(heldOut(0), marginsThatSay(0.9), wish, 10);
  expect([frauds, cardsWithFrauds]).toEqual([200, 20]);
  for (const name of ["prAuc", "precision", "recall"] as const) {
    const [low, high] = intervals[name];
    expect(low).toBeLessThanOrEqual(metrics[name]);
    expect(high).toBeGreaterThanOrEqual(metrics[name]);
    expect(high).toBeGreaterThan(low);
    expect(high - low).toBeLessThan(0.4);
  }
});
