// Deciders, ledger and store under schedules of faults: see faultSchedule.ts. A failure names its seed; SEED=… repeats it alone.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Result, runSchedule } from "./faultSchedule.ts";

const SCHEDULES = 10_000;
/** The first schedules, as many as this, run once more without the challenger. */
const ALONE = 200;

/** Thousands of faults are logged, as they should be. */
beforeEach(() => {
  vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "log").mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test("whatever fails, and whenever: what was answered is stored once, as it was answered, and told", {
  timeout: 600_000,
}, async () => {
  const seed = process.env.SEED;
  const seeds = seed === undefined ? Array.from({ length: SCHEDULES }, (_, at) => at + 1) : [Number(seed)];
  const broken: string[] = [];
  const sums: Result["happened"] = {
    ...{ payments: 0, kills: 0, away: 0, spreads: 0, retries: 0, exchanges: 0 },
    ...{ challenged: 0, challengeFailures: 0, blocked: 0, ruled: 0 },
  };
  for (const each of seeds) {
    const result = await runSchedule(each);
    broken.push(...result.broken.map((promise) => `SEED=${each}: ${promise}`));
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += result.happened[name];
    if (broken.length > 20) break;
  }
  expect(broken).toEqual([]);
  // Otherwise the faults were none.
  if (seed === undefined) for (const times of Object.values(sums)) expect(times).toBeGreaterThan(SCHEDULES / 10);
});

test("a challenger that fails now and then changes nothing: decisions, histories and alerts are those without it", {
  timeout: 60_000,
}, async () => {
  for (let seed = 1; seed <= ALONE; seed += 1) {
    const beside = await runSchedule(seed, { isEnded: false });
    const alone = await runSchedule(seed, { isEnded: false, hasChallenger: false });
    expect(alone.broken).toEqual([]);
    expect(beside.stored, `SEED=${seed}`).toBe(alone.stored);
  }
});
