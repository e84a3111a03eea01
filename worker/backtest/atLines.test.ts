import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { outcomeOf } from "../decision/thresholds.ts";
import { resultOf } from "../http/backtestView.ts";
import { atLines } from "./atLines.ts";
import type { Backtest } from "./backtest.ts";
import { SCORE_LINES } from "./bins.ts";
import { type Anew, createCounting } from "./findings.ts";
import { SITUATIONS } from "./tried.ts";

const DAY = 86_400_000;
const asked = { from: 0, to: 10 * DAY, model: null, thresholds: null };
const backtest = { asked, askedAt: 20 * DAY, state: "done", through: 9 * DAY } as Backtest;

/** Payments of all kinds: each truth, situation and decider, held and not, and scores of all sizes, lines themselves among them. */
function madeUp(count: number): Anew[] {
  let seed = 11;
  const next = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  return Array.from({ length: count }, (_, at): Anew => {
    const line = SCORE_LINES[next(SCORE_LINES.length)] ?? 0;
    const score = next(3) === 0 ? line : (next(1_000_000) / 1_000_000) ** 3;
    const by = (["model", "model", "model", "rule", "block_list", "not_scored"] as const)[next(6)] ?? "model";
    const is = (["approve", "review", "decline"] as const)[next(3)] ?? "approve";
    const label = ([null, "fraud", "legitimate"] as const)[next(3)] ?? null;
    const decided = { seenAt: 0, feed: "stream", source: "push", score: 0, model: "m", verdict: null } as const;
    return {
      payment: { ...payment(), ...decided, outcome: "approve", label, paidAt: at, amountCents: 1 + next(90_000) },
      ...{ situation: SITUATIONS[next(3)] ?? "stream", score: by === "not_scored" ? null : score },
      ...{ outcome: by === "not_scored" ? "review" : is, isHeld: next(4) === 0, by },
    };
  });
}

function counted(payments: readonly Anew[]) {
  const counting = createCounting("m");
  for (const one of payments) counting.add(one);
  return resultOf(backtest, counting.findings(), 0, "USD");
}

test("what other lines would do is the same as if each payment were decided once more", () => {
  const payments = madeUp(4_000);
  const result = counted(payments);
  for (const [review, decline] of [
    [0.0003, 0.002],
    [0.05, 0.4],
    [0, 1],
    [0.31, 0.31],
    [0.9, 0.998],
    [0.6, 0.2],
  ] as const) {
    const first = { review: 0.07, decline: 0.8 };
    const lines = { stream: { review, decline }, first, snapshot: { review: 1, decline: 1 } };
    const outcomes = payments.map(({ by, outcome, score, situation, isHeld, payment }) => {
      const byScore = outcomeOf(score ?? Number.NaN, lines[situation]);
      const byModel = byScore === "approve" && isHeld ? "review" : byScore;
      return { outcome: by === "model" ? byModel : outcome, label: payment.label, cents: payment.amountCents };
    });
    const sum = (of: (one: (typeof outcomes)[number]) => boolean) =>
      outcomes.filter(of).reduce((so, { cents }) => ({ n: so.n + 1, cents: so.cents + cents }), { n: 0, cents: 0 });
    const caught = sum(({ outcome, label }) => label === "fraud" && outcome !== "approve");
    const missed = sum(({ outcome, label }) => label === "fraud" && outcome === "approve");
    const good = sum(({ outcome, label }) => label === "legitimate" && outcome !== "approve");
    const alerts = sum(({ outcome }) => outcome !== "approve").n;
    expect(atLines(result, lines)).toEqual({
      ...{ alerts, alertsPerDay: alerts / 10 },
      declined: sum(({ outcome }) => outcome === "decline").n,
      reviewed: sum(({ outcome }) => outcome === "review").n,
      ...{ caughtFrauds: caught.n, caughtCents: caught.cents, missedFrauds: missed.n, missedCents: missed.cents },
      ...{ goodFlagged: good.n, goodFlaggedCents: good.cents },
    });
  }
});

test("a line that lies between two that are counted is taken for the next one up", () => {
  const result = counted(madeUp(500));
  const at = (decline: number) => {
    const lines = { review: decline, decline };
    return atLines(result, { stream: lines, first: lines, snapshot: lines });
  };
  expect(at(0.2345)).toEqual(at(0.24));
  expect(at(0.0000001)).toEqual(at(0.0001));
});
