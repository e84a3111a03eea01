// Counts how many of the newest payments the model does not know. Counted in payments, not in minutes: a small shop's share
// needs days to tell something, a load of past payments seconds. Pure.
import type { Unfamiliar } from "../decision/decision.ts";

/** Payments whose share is told, and the blocks in which they are counted: the oldest block leaves whole. */
export const NEWEST = 1_000;
const BLOCK = 100;

export interface FamiliaritySums {
  payments: number;
  /** Of them, those of which something is unfamiliar; and what. */
  unfamiliar: number;
  amount: number;
  category: number;
}

/** The oldest block first. */
export type FamiliarityCounts = readonly FamiliaritySums[];

const NOTHING: FamiliaritySums = { payments: 0, unfamiliar: 0, amount: 0, category: 0 };

export function countFamiliarity(
  counts: FamiliarityCounts,
  stored: readonly { unfamiliar: readonly Unfamiliar[] | null }[],
): FamiliarityCounts {
  if (stored.length === 0) return counts;
  const after = counts.map((block) => ({ ...block }));
  for (const { unfamiliar } of stored) {
    let block = after.at(-1);
    if (block === undefined || block.payments >= BLOCK) {
      block = { ...NOTHING };
      after.push(block);
    }
    block.payments += 1;
    if (unfamiliar === null) continue;
    block.unfamiliar += 1;
    for (const { what } of unfamiliar) block[what] += 1;
  }
  return after.slice(-NEWEST / BLOCK);
}

export function sumFamiliarity(counts: FamiliarityCounts): FamiliaritySums {
  return counts.reduce(
    (sum, { payments, unfamiliar, amount, category }) => ({
      payments: sum.payments + payments,
      unfamiliar: sum.unfamiliar + unfamiliar,
      amount: sum.amount + amount,
      category: sum.category + category,
    }),
    NOTHING,
  );
}
