// Counts by day of cards and merchants that do not reach as far as they should, where a model reads them (features/days.ts). Pure.
import { DAY_MS, HOUR_MS } from "../duration.ts";
import { SETTLES_AFTER_MS, settledDay } from "../features/days.ts";
import { isoTime } from "../wire/views.ts";
import type { DeciderStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

export type DaysStatus = NonNullable<DeciderStatus["days"]>;

/** A large store is read at first in minutes, and a day in seconds. */
const READ_WITHIN_MS = HOUR_MS;

/** Of all deciders the one that is furthest behind. Null where no model reads days. */
export function daysTogether(deciders: readonly Pick<DeciderStatus, "days">[]): DaysStatus | null {
  const all = deciders.flatMap(({ days }) => days ?? []);
  if (all.length === 0) return null;
  const through = all.some((each) => each.through === null) ? null : Math.min(...all.map((each) => each.through ?? 0));
  return { through, problem: all.find(({ problem }) => problem !== null)?.problem ?? null };
}

export function daysProblems(days: DaysStatus | null | undefined, nowMs: number): Problem[] {
  if (days == null) return [];
  const { through, problem } = days;
  const why = problem === null ? "" : `: ${problem}`;
  const behind = { kind: "days", holdMs: READ_WITHIN_MS, stops: null } as const;
  if (through === null) {
    const text =
      "What cards and merchants did by day is being read from the store for the first time; until then the model judges " +
      `without it, as if nothing were known of them${why}.`;
    return [{ ...behind, since: null, text }];
  }
  if (through >= settledDay(nowMs)) return [];
  const date = isoTime(through * DAY_MS).slice(0, 10);
  const text =
    `What cards and merchants did by day is known through ${date} (UTC) only: payments and frauds since then do not count ` +
    `in what the model reads of them${why}.`;
  return [{ ...behind, since: (through + 2) * DAY_MS + SETTLES_AFTER_MS, text }];
}
