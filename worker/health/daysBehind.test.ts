import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../duration.ts";
import { daysProblems, daysTogether } from "./daysBehind.ts";

const TODAY = 20_777;
const NOON = TODAY * DAY_MS + 12 * HOUR_MS;

test("counts by day that are behind say through which day they reach, why, and what that means", () => {
  const [problem] = daysProblems({ through: TODAY - 3, problem: "the store (D1) does not answer" }, NOON);
  expect(problem).toMatchObject({ kind: "days", stops: null, since: (TODAY - 1) * DAY_MS + HOUR_MS });
  expect(problem?.text).toBe(
    "What cards and merchants did by day is known through 2026-11-17 (UTC) only: payments and frauds since then do not count " +
      "in what the model reads of them: the store (D1) does not answer.",
  );
});

test("while they are read for the first time, that is said", () => {
  const [problem] = daysProblems({ through: null, problem: null }, NOON);
  expect(problem?.text).toMatch(/read from the store for the first time; until then the model judges without it/);
});

test("counts that reach the last settled day are no problem, nor is a model that reads none", () => {
  expect(daysProblems({ through: TODAY - 1, problem: null }, NOON)).toEqual([]);
  // The day before is settled an hour after midnight.
  expect(daysProblems({ through: TODAY - 2, problem: null }, TODAY * DAY_MS + HOUR_MS / 2)).toEqual([]);
  expect(daysProblems({ through: TODAY - 2, problem: null }, TODAY * DAY_MS + HOUR_MS)).toHaveLength(1);
  for (const days of [null, undefined]) expect(daysProblems(days, NOON)).toEqual([]);
});

test("of several deciders the one that is furthest behind is told of", () => {
  const known = { through: TODAY - 1, problem: null };
  expect(daysTogether([{ days: known }, { days: { through: TODAY - 4, problem: "away" } }])).toEqual({
    ...{ through: TODAY - 4, problem: "away" },
  });
  expect(daysTogether([{ days: known }, { days: { through: null, problem: null } }])?.through).toBeNull();
  expect(daysTogether([{}, { days: null }])).toBeNull();
});
