// Frauds come in bursts. The first of each is the hardest to find: its card still looks like itself.
import { DAY_MS } from "../worker/duration.ts";
import type { Dataset } from "./labelledPayments.ts";

/** Frauds of a card further apart than this belong to different bursts. */
const BURST_GAP_MS = 7 * DAY_MS;

/** The positions of each burst's frauds, in event order. */
export function bursts(data: Dataset): number[][] {
  const all: number[][] = [];
  const newestOf = new Map<number, number[]>();
  for (let i = 0; i < data.rows; i++) {
    if (data.fraud[i] !== 1) continue;
    const card = data.card[i] ?? -1;
    const newest = newestOf.get(card);
    const lastAt = data.paidAt[newest?.at(-1) ?? -1] ?? Number.NEGATIVE_INFINITY;
    if (newest !== undefined && (data.paidAt[i] ?? 0) - lastAt <= BURST_GAP_MS) {
      newest.push(i);
      continue;
    }
    const begun = [i];
    newestOf.set(card, begun);
    all.push(begun);
  }
  return all;
}

/** 1 at the first fraud of each burst, 0 elsewhere; by payment. */
export function firstFrauds(data: Dataset): Uint8Array {
  const first = new Uint8Array(data.rows);
  for (const [i] of bursts(data)) if (i !== undefined) first[i] = 1;
  return first;
}
