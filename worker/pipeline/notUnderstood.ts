// Counts the cells that were not understood in payments that were taken all the same. The people who keep the pipeline see
// here that a column changed its form, although nothing was refused. Pure.
import type { NotedCell } from "./came.ts";

export interface NotUnderstood {
  /** The column. */
  field: string;
  /** The category that the model does not know, the currency without a rate, or the column of one's own. Null for cells that could not be read, and beyond MAX_NAMED. */
  value: string | null;
  payments: number;
  /** Epoch ms. */
  lastSeenAt: number;
}

/** An entry that has not come again for a day is over. */
const KEPT_MS = 24 * 60 * 60_000;
/** Limits the named values, so that a feed of made-up ones cannot fill the memory. */
const MAX_NAMED = 20;

/** Returns `known` with these cells, or the same list when there are none. */
export function countedOf(known: readonly NotUnderstood[], cells: readonly NotedCell[]): readonly NotUnderstood[] {
  let counts: NotUnderstood[] | null = null;
  for (const { field, value, seenAt } of cells) {
    counts ??= lastingOf(known, seenAt);
    const isFull = counts.length >= MAX_NAMED;
    const entry =
      find(counts, field, value) ??
      (isFull ? find(counts, field, null) : undefined) ??
      added(counts, field, isFull ? null : value);
    entry.payments += 1;
    entry.lastSeenAt = Math.max(entry.lastSeenAt, seenAt);
  }
  return counts ?? known;
}

/** The entries that are not over. */
export function lastingOf(known: readonly NotUnderstood[], nowMs: number): NotUnderstood[] {
  return known.filter(({ lastSeenAt }) => lastSeenAt > nowMs - KEPT_MS).map((entry) => ({ ...entry }));
}

function find(counts: NotUnderstood[], field: string, value: string | null): NotUnderstood | undefined {
  return counts.find((entry) => entry.field === field && entry.value === value);
}

function added(counts: NotUnderstood[], field: string, value: string | null): NotUnderstood {
  const entry = { field, value, payments: 0, lastSeenAt: 0 };
  counts.push(entry);
  return entry;
}
