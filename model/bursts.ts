// Frauds come in bursts. The first of each is the hardest to find: its card still looks like itself.
import type { Dataset } from "./labelledPayments.ts";

/** Frauds of a card further apart than this belong to different bursts. */
const BURST_GAP_MS = 7 * 86_400_000;

/** 1 at the first fraud of each burst, 0 elsewhere; by payment. */
export function firstFrauds(data: Dataset): Uint8Array {
  const lastFraud = new Map<number, number>();
  const first = new Uint8Array(data.rows);
  for (let i = 0; i < data.rows; i++) {
    if (data.fraud[i] !== 1) continue;
    const card = data.card[i] ?? -1;
    const paidAt = data.paidAt[i] ?? 0;
    if (paidAt - (lastFraud.get(card) ?? Number.NEGATIVE_INFINITY) > BURST_GAP_MS) first[i] = 1;
    lastFraud.set(card, paidAt);
  }
  return first;
}
