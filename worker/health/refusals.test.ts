import { expect, test } from "vitest";
import { MINUTE_MS } from "../duration.ts";
import { type RowFacts, refusalsOf } from "./refusals.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const NONE = { rows: 0, refused: 0, reason: null };
const GOOD: RowFacts = { rows: { poll: NONE, push: NONE }, answer: null, pollMs: 12_000, lasts: false };

function polled(rows: number, refused: number, lasts = false) {
  const poll = { rows, refused, reason: "current_time is missing" };
  return refusalsOf({ ...GOOD, lasts, rows: { poll, push: NONE } }, NOW);
}

test("a share of refused rows is a problem from a fifth on, and a large one is most of what is paid", () => {
  expect(polled(1270, 1143)).toEqual([
    {
      words:
        "90 % of the rows polled in the last 15 minutes were refused (1143 of 1270), most often: current_time is missing.",
      isMost: true,
    },
  ]);
  expect(polled(100, 20)).toMatchObject([{ isMost: false }]);
  expect(polled(100, 49)).toMatchObject([{ isMost: false }]);
  expect(polled(100, 50)).toMatchObject([{ isMost: true }]);
  expect(polled(100, 19)).toEqual([]);
});

test("of a handful of rows the share says nothing", () => {
  expect(polled(19, 19)).toEqual([]);
  expect(polled(20, 4)).toHaveLength(1);
  expect(polled(0, 0)).toEqual([]);
});

test("once it is an incident, it lasts down to a tenth", () => {
  expect(polled(100, 10, true)).toHaveLength(1);
  expect(polled(100, 9, true)).toEqual([]);
});

test("what is pushed is judged apart from what is polled", () => {
  const rows = {
    poll: { rows: 900, refused: 0, reason: null },
    push: { rows: 40, refused: 40, reason: "amt is missing" },
  };
  expect(refusalsOf({ ...GOOD, rows }, NOW)).toEqual([
    {
      words: "100 % of the rows pushed in the last 15 minutes were refused (40 of 40), most often: amt is missing.",
      isMost: true,
    },
  ]);
});

test("a whole answer that is refused is a problem at once, however many good rows came before", () => {
  const poll = { rows: 900, refused: 12, reason: "amt is missing" };
  const at = (ms: number, rows = 12) =>
    refusalsOf({ ...GOOD, rows: { poll, push: NONE }, answer: { at: NOW - ms, rows, reason: "amt is missing" } }, NOW);
  expect(at(0)).toEqual([
    { words: "All 12 rows of an answer of the feed were refused: amt is missing.", isMost: true },
  ]);
  // Each look sees it, and then it is over unless another one comes.
  expect(at(MINUTE_MS)).toHaveLength(1);
  expect(at(3 * MINUTE_MS)).toEqual([]);
  expect(at(0, 5)).toHaveLength(1);
  expect(at(0, 4)).toEqual([]);
});
