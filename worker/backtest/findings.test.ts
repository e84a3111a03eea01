import { describe, expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import { binOf, SCORE_LINES, scoreFrom } from "./bins.ts";
import { type Anew, createCounting, MOST_CATEGORIES, MOST_FLIPS, NO_FINDINGS, OTHER_CATEGORIES } from "./findings.ts";

const MODEL = "aaaaaaaaaaaa";

function anew(changes: Partial<Anew> = {}, stored: Partial<ReplayedPayment> = {}): Anew {
  const decided = {
    seenAt: 0,
    feed: "stream",
    source: "push",
    score: 0.1,
    outcome: "approve",
    model: "bbbbbbbbbbbb",
    verdict: null,
  } as const;
  const replayed = { ...payment(), ...decided, ...stored };
  return {
    payment: replayed,
    situation: "stream",
    score: 0.1,
    outcome: "approve",
    isHeld: false,
    by: "model",
    ...changes,
  };
}

function found(all: readonly Anew[], before = NO_FINDINGS) {
  const counting = createCounting(MODEL, before);
  for (const one of all) counting.add(one);
  return counting.findings();
}

describe("what a backtest finds", () => {
  test("a person's verdict counts before the feed's label", () => {
    const { cells } = found([
      anew({ outcome: "decline" }, { label: "legitimate", verdict: "fraud", amountCents: 700 }),
      anew({ outcome: "decline" }, { label: "fraud", amountCents: 300 }),
      anew({ outcome: "decline" }, { label: null }),
    ]);
    expect(cells.map(({ truth, payments, amountCents }) => [truth, payments, amountCents])).toEqual([
      ["fraud", 2, 1_000],
      ["unknown", 1, 8_420],
    ]);
  });

  test("counted in two parts it is the same as counted at once", () => {
    const all = Array.from({ length: 60 }, (_, at) =>
      anew(
        { score: at % 7 === 0 ? null : at / 60, outcome: at % 3 === 0 ? "decline" : "approve", isHeld: at % 5 === 0 },
        {
          amountCents: at * 10,
          category: at % 2 === 0 ? "home" : "travel",
          model: at % 4 === 0 ? MODEL : "bbbbbbbbbbbb",
        },
      ),
    );
    const part = JSON.parse(JSON.stringify(found(all.slice(0, 31))));
    expect(found(all.slice(31), part)).toEqual(found(all));
  });

  test("of the payments that this model decided then it says how many have the same score", () => {
    const own = { model: MODEL, score: 0.25 };
    const all = [
      anew({ score: 0.25 }, own),
      anew({ score: 0.25 + 2 ** -54 }, own),
      anew({ score: null }, { ...own, score: null }),
    ];
    expect(found([...all, anew()])).toMatchObject({ ofSameModel: 3, sameScores: 2, unscored: 1 });
  });

  test("by what is decided adds up to all payments, and a payment counts for each rule that decided it", () => {
    const rules = { decided: ["a", "b"], met: ["a", "b", "shadow"], missing: ["c"], failed: [] };
    const { byDecider, byRule, byScore, unscored } = found([
      anew({ by: "rule", outcome: "decline", rules }, { label: "fraud", amountCents: 500 }),
      anew({ by: "block_list", outcome: "decline" }, { amountCents: 200 }),
      anew({ by: "not_scored", score: null, outcome: "review" }),
      anew({}, { amountCents: 300 }),
      anew({}, { amountCents: 400 }),
    ]);
    expect(byDecider.map(({ by, is, payments, amountCents }) => [by, is, payments, amountCents])).toEqual([
      ["rule", "decline", 1, 500],
      ["block_list", "decline", 1, 200],
      ["not_scored", "review", 1, 8_420],
      ["model", "approve", 2, 700],
    ]);
    expect(byRule.map(({ rule, says, truth, amountCents }) => [rule, says, truth, amountCents])).toEqual([
      ["a", "decided", "fraud", 500],
      ["b", "decided", "fraud", 500],
      ["a", "met", "fraud", 500],
      ["b", "met", "fraud", 500],
      ["shadow", "met", "fraud", 500],
      ["c", "missing", "fraud", 500],
    ]);
    expect(byScore.filter(({ isRuled }) => isRuled)).toHaveLength(2);
    expect([byScore.reduce((sum, { payments }) => sum + payments, 0), unscored]).toEqual([4, 1]);
  });

  test("keeps the dearest payments that are decided otherwise, and of equal ones always the same", () => {
    const all = Array.from({ length: 3 * MOST_FLIPS }, (_, at) =>
      anew({ outcome: "review" }, { id: `p${at}`, amountCents: at % (2 * MOST_FLIPS), paidAt: at }),
    );
    const { flips } = found(all);
    expect(flips).toHaveLength(MOST_FLIPS);
    expect(flips[0]).toMatchObject({ id: `p${2 * MOST_FLIPS - 1}`, was: "approve", is: "review" });
    expect(flips.at(-1)?.amountCents).toBe(MOST_FLIPS);
    expect(found([...all].reverse()).flips).toEqual(flips);
    expect(found([anew()]).flips).toEqual([]);
  });

  test("tells only so many categories apart, whatever the feed calls them", () => {
    const all = Array.from({ length: MOST_CATEGORIES + 20 }, (_, at) => anew({}, { category: `category ${at}` }));
    const { cells } = found(all);
    expect(cells).toHaveLength(MOST_CATEGORIES + 1);
    expect(cells.at(-1)).toMatchObject({ category: OTHER_CATEGORIES, payments: 20 });
  });
});

describe("scores in bins", () => {
  test("each score lies in its bin, from 0 to 1", () => {
    for (const score of [0, 1e-300, 1e-9, 0.0001, 0.02, 0.4999, 0.5, 0.9, 0.999999, 1 - 2 ** -53, 1]) {
      const bin = binOf(score);
      expect(scoreFrom(bin)).toBeLessThanOrEqual(score * (1 + 1e-12));
      expect(scoreFrom(bin + 1)).toBeGreaterThanOrEqual(score);
    }
    expect([scoreFrom(binOf(0)), scoreFrom(binOf(1) + 1)]).toEqual([0, 1]);
  });

  test("a line that people would write is where a bin begins: scores there are above it, and those right below are not", () => {
    for (const line of [0.0001, 0.0034, 0.01, 0.07, 0.29, 0.5, 0.83, 0.99, 0.997, 0.9998, 1]) {
      expect(SCORE_LINES).toContain(line);
      expect(scoreFrom(binOf(line))).toBe(line);
      expect(scoreFrom(binOf(line - 2 ** -53))).toBeLessThan(line);
    }
    expect(SCORE_LINES).toEqual([...new Set(SCORE_LINES)].toSorted((a, b) => a - b));
  });
});
