// Counts how many of the newest payments the model does not know, and what they usually are. Counted in payments, not in minutes:
// a small shop's share needs days to tell something, a load of past payments seconds. Pure.
import { isUnfamiliarBesidesPace, UNFAMILIAR, type Unfamiliar } from "../decision/decision.ts";

/** Payments whose share is told, and the blocks in which they are counted: the oldest block leaves whole. */
export const NEWEST = 1_000;
const BLOCK = 100;
/** Fewer blocks do not tell what is usual. */
const BLOCKS_FOR_USUAL = 2;

export interface FamiliaritySums extends Record<Unfamiliar["what"], number> {
  payments: number;
  /** Of them, those of which something is unfamiliar besides the card's pace. What it is stands beside, by its name. */
  unfamiliar: number;
}

/** `amountCents`: of all of them. Blocks that an older version counted lack it, and whatever it did not look at. */
type Block = Pick<FamiliaritySums, "payments" | "unfamiliar"> & Partial<FamiliaritySums> & { amountCents?: number };

/** The oldest block first. */
export type FamiliarityCounts = readonly Block[];

export function countFamiliarity(
  counts: FamiliarityCounts,
  stored: readonly { unfamiliar: readonly Unfamiliar[] | null; amountCents: number }[],
): FamiliarityCounts {
  if (stored.length === 0) return counts;
  const after = counts.map((block) => ({ ...block }));
  for (const { unfamiliar, amountCents } of stored) {
    let block = after.at(-1);
    if (block === undefined || block.payments >= BLOCK) {
      block = { payments: 0, unfamiliar: 0, amountCents: 0 };
      after.push(block);
    }
    block.payments += 1;
    if (block.amountCents !== undefined) block.amountCents += amountCents;
    if (isUnfamiliarBesidesPace(unfamiliar)) block.unfamiliar += 1;
    for (const { what } of unfamiliar ?? []) block[what] = (block[what] ?? 0) + 1;
  }
  return after.slice(-NEWEST / BLOCK);
}

export function sumFamiliarity(counts: FamiliarityCounts): FamiliaritySums {
  const sumOf = (name: keyof FamiliaritySums) => counts.reduce((sum, block) => sum + (block[name] ?? 0), 0);
  const whats = Object.fromEntries(UNFAMILIAR.map((what) => [what, sumOf(what)])) as Record<Unfamiliar["what"], number>;
  return { payments: sumOf("payments"), unfamiliar: sumOf("unfamiliar"), ...whats };
}

/**
 * What a payment usually is, in cents; null while there are too few. It is the middle one of the blocks' means, so that a few very
 * high payments do not make others usual.
 */
export function usualCentsOf(counts: FamiliarityCounts): number | null {
  const means = counts.flatMap(({ payments, amountCents }) =>
    payments < BLOCK || amountCents === undefined ? [] : amountCents / payments,
  );
  return means.length < BLOCKS_FOR_USUAL ? null : (means.sort((a, b) => a - b)[Math.floor(means.length / 2)] ?? null);
}
