// Counts how many rows came in lately, how many of them were refused, and why. These counts tell a feed that has changed
// from one that sends a bad row now and then. Pure.
import { MINUTE_MS } from "../duration.ts";
import type { Source } from "../store/payments.ts";

export const COUNTED_MINUTES = 15;
/** Reasons kept for one minute. Rows refused for further reasons are counted, but their reason is not told. */
const REASONS = 20;

interface MinuteOfRows {
  /** Beginning of the minute, epoch ms. */
  minute: number;
  source: Source;
  rows: number;
  refused: number;
  reasons: Record<string, number>;
}

/** The oldest minute first. */
export type RowCounts = readonly MinuteOfRows[];

export interface RowSums {
  rows: number;
  refused: number;
  /** The commonest reason. Null when no row was refused. */
  reason: string | null;
}

/** `reason`: why the row was refused; null when it was not. */
export function countRows(
  counts: RowCounts,
  found: readonly { source: Source; reason: string | null }[],
  nowMs: number,
): RowCounts {
  const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const isOfNow = (each: MinuteOfRows) => each.minute === minute;
  const now = structuredClone(counts.filter(isOfNow));
  for (const { source, reason } of found) {
    let sums = now.find((each) => each.source === source);
    if (sums === undefined) {
      sums = { minute, source, rows: 0, refused: 0, reasons: {} };
      now.push(sums);
    }
    sums.rows += 1;
    if (reason === null) continue;
    sums.refused += 1;
    const isNew = sums.reasons[reason] === undefined;
    if (!isNew || Object.keys(sums.reasons).length < REASONS) sums.reasons[reason] = (sums.reasons[reason] ?? 0) + 1;
  }
  return [...counts.filter((each) => !isOfNow(each) && isCounted(each, nowMs)), ...now];
}

export function sumRows(counts: RowCounts, source: Source, nowMs: number): RowSums {
  const lately = counts.filter((each) => each.source === source && isCounted(each, nowMs));
  return {
    rows: lately.reduce((sum, { rows }) => sum + rows, 0),
    refused: lately.reduce((sum, { refused }) => sum + refused, 0),
    reason: mostOf(lately.flatMap(({ reasons }) => Object.entries(reasons))),
  };
}

/** Null when there is no reason. */
export function commonest(reasons: readonly string[]): string | null {
  return mostOf(reasons.map((reason) => [reason, 1]));
}

function mostOf(counted: readonly [reason: string, times: number][]): string | null {
  const sums = new Map<string, number>();
  for (const [reason, times] of counted) sums.set(reason, (sums.get(reason) ?? 0) + times);
  const [most] = [...sums].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? null;
}

function isCounted({ minute }: MinuteOfRows, nowMs: number): boolean {
  return minute > nowMs - COUNTED_MINUTES * MINUTE_MS;
}
