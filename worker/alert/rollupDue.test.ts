import { describe, expect, test } from "vitest";
import { DAY_MS } from "../duration.ts";
import { budgetOf } from "./budget.ts";
import { rollupDueAt } from "./rollupDue.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const MINUTE = 60_000;

describe("roll-ups", () => {
  const budget = budgetOf({ dailyLimit: 100, to: ["ann@example.org"] });
  const held = { firstHeldAt: NOW, newestHeldAt: NOW, lastRollupAt: null, rollupsLastDay: 0 };

  test("wait for a pause of two minutes, and a quarter of an hour at most", () => {
    expect(rollupDueAt(held, budget)).toBe(NOW + 2 * MINUTE);
    expect(rollupDueAt({ ...held, newestHeldAt: NOW + 14.5 * MINUTE }, budget)).toBe(NOW + 15 * MINUTE);
  });

  test("keep ten minutes from the one before", () => {
    expect(rollupDueAt({ ...held, lastRollupAt: NOW, rollupsLastDay: 1 }, budget)).toBe(NOW + 10 * MINUTE);
  });

  test.each([1, 3, 10, 100, 1_000, 50_000])(
    "of a storm that never ends stay within the budget of %i mails a day",
    (dailyLimit) => {
      const { rollupsADay } = budgetOf({ dailyLimit, to: ["ann@example.org"] });
      const sent: number[] = [];
      for (let now = NOW; now < NOW + 3 * DAY_MS; now += MINUTE) {
        const lastDay = sent.filter((at) => at > now - DAY_MS);
        const since = { firstHeldAt: (sent.at(-1) ?? NOW - MINUTE) + MINUTE, newestHeldAt: now };
        const due = rollupDueAt(
          { ...since, lastRollupAt: lastDay.at(-1) ?? null, rollupsLastDay: lastDay.length },
          budgetOf({ dailyLimit, to: ["ann@example.org"] }),
        );
        if (due <= now) sent.push(now);
        expect(lastDay.length).toBeLessThanOrEqual(rollupsADay);
      }
      expect(sent.length).toBeGreaterThan(1);
    },
  );
});
