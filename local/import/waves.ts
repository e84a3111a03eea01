// Batches that are on their way at once. All payments of a card in them lie in one batch, in order, so that a card's payments are
// decided one after another, and the next batches wait until these have been taken. Where the rows are the same, so are the waves.
import { BATCH } from "../pushPast.ts";
import type { Placed } from "./order.ts";

const AT_ONCE = 4;

export async function* wavesOf(
  rows: AsyncIterable<Placed>,
  { atOnce, size }: { atOnce: number; size: number } = { atOnce: AT_ONCE, size: BATCH },
): AsyncGenerator<Placed[][]> {
  const fresh = (): Placed[][] => Array.from({ length: atOnce }, () => []);
  let batches = fresh();
  let batchOf = new Map<string, Placed[]>();
  for await (const row of rows) {
    let batch = batchOf.get(row.card) ?? leastOf(batches);
    if (batch.length === size) {
      yield batches.filter(({ length }) => length > 0);
      batches = fresh();
      batchOf = new Map();
      batch = leastOf(batches);
    }
    batch.push(row);
    batchOf.set(row.card, batch);
  }
  const left = batches.filter(({ length }) => length > 0);
  if (left.length > 0) yield left;
}

function leastOf(batches: readonly Placed[][]): Placed[] {
  return batches.reduce((least, batch) => (batch.length < least.length ? batch : least));
}
