// When the alerts that were held back go out as one roll-up. Pure. docs/alerts.md explains the numbers.
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import type { Budget } from "./budget.ts";

/** A roll-up waits for a pause in the alerts that it gathers, but not for ever. It also keeps a distance from the one before. */
const PAUSE_MS = 2 * MINUTE_MS;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
const BETWEEN_ROLLUPS_MS = 10 * MINUTE_MS;

/** The alerts that a roll-up would gather, and the roll-ups before it. */
export interface HeldAlerts {
  firstHeldAt: number;
  newestHeldAt: number;
  lastRollupAt: number | null;
  rollupsLastDay: number;
}

/** Epoch ms at which the held-back alerts are rolled up. */
export function rollupDueAt(
  { firstHeldAt, newestHeldAt, lastRollupAt, rollupsLastDay }: HeldAlerts,
  budget: Budget,
): number {
  const wanted = Math.min(firstHeldAt + LONGEST_WAIT_MS, newestHeldAt + PAUSE_MS);
  if (lastRollupAt === null) return wanted;
  // The more roll-ups the last day had, the longer the next one waits. A day therefore never has more than the budget.
  const spacing = (2 * DAY_MS * rollupsLastDay) / budget.rollupsADay ** 2;
  return Math.max(wanted, lastRollupAt + Math.max(BETWEEN_ROLLUPS_MS, spacing));
}

/** The earliest time at which an alert that was held back just now may be due. */
export function soonestRollupAt(nowMs: number): number {
  return nowMs + PAUSE_MS;
}
