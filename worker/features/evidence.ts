// How much one past payment looks like fraud by itself: log odds from its category, amount and hour. The features sum it
// up over a card's last days, for frauds come in bursts: what the payments before were says most about this one.
import { AMOUNT_EVIDENCE, AMOUNT_STEPS_PER_E, HOUR_EVIDENCE } from "./evidenceTable.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** By amount within its category (a place in CATEGORIES); 0 where the category is unknown. Between points, a line. */
export function amountEvidence(category: number, cents: number): number {
  const table = AMOUNT_EVIDENCE[category];
  if (table === undefined) return 0;
  const position = Math.log(Math.max(1, cents / 100)) * AMOUNT_STEPS_PER_E;
  const below = Math.min(Math.floor(position), table.length - 2);
  const part = Math.min(1, position - below);
  return (1 - part) * (table[below] ?? 0) + part * (table[below + 1] ?? 0);
}

/** By the hour on the wall clock. */
export function hourEvidence(wallMs: number): number {
  const hour = Math.floor((((wallMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
  return HOUR_EVIDENCE[hour] ?? 0;
}
