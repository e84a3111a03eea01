// Does a payment cost more in a full store than in an almost empty one? Stores of all sizes run side by side and take
// turns, so that other work on the machine slows all of them.

import { bytesOf, filledCopy } from "../fill.ts";
import { drive } from "../load.ts";
import { type Measurement, median, ratios } from "../measure.ts";
import type { PartContext } from "../part.ts";
import { untilPlaceHas } from "../recorded.ts";
import { rowSource } from "../rows.ts";
import { newPlace, STORE_NAMES, type StoreKind, startAt } from "../stores.ts";

const SIZES = [10_000, 100_000, 1_000_000] as const;
const SMALLEST = SIZES[0];
const BATCH = 100;
/** Largest ratio between the cost of one payment in the largest store and in the smallest. */
const FLAT = 1.3;

export async function byRowsStored(store: StoreKind, { quick, progress }: PartContext): Promise<Measurement[]> {
  const name = STORE_NAMES[store];
  const source = rowSource({ cards: 5_000, days: 10 });
  const one = () => source.next(1)[0] ?? "";
  const batch = () => `[${source.next(BATCH).join(",")}]`;
  progress(`${name}: storing ${SMALLEST.toLocaleString("en")} payments`);
  const smallest = await newPlace(store);
  const first = await startAt(smallest);
  await drive(first.pushUrl, { callers: 4, body: batch, until: { requests: SMALLEST / BATCH } });
  await untilPlaceHas(SMALLEST, smallest);
  await first.close();

  const sides = [];
  for (const size of SIZES) {
    progress(`${name}: filling up to ${size.toLocaleString("en")} payments`);
    const place = size === SMALLEST ? smallest : await filledCopy(smallest, SMALLEST, size);
    sides.push({
      size,
      place,
      bytesEach: (await bytesOf(place)) / size,
      oneMs: [] as number[],
      eachUs: [] as number[],
    });
  }
  const workers = [];
  for (const { place } of sides) workers.push(await startAt(place));
  // The first round warms up and is not counted.
  const rounds = quick ? 3 : 7;
  for (let round = 0; round <= rounds; round += 1) {
    progress(`${name}: round ${round} of ${rounds}`);
    for (const [at, side] of sides.entries()) {
      const url = workers[at]?.pushUrl;
      if (url === undefined) continue;
      const single = await drive(url, { callers: 1, body: one, until: { requests: quick ? 50 : 150 } });
      const batches = await drive(url, { callers: 1, body: batch, until: { requests: quick ? 10 : 20 } });
      if (round === 0) continue;
      side.oneMs.push(median(single.latenciesMs));
      side.eachUs.push((median(batches.latenciesMs) * 1000) / BATCH);
    }
  }
  await Promise.all(workers.map((worker) => worker.close()));

  const base = sides[0];
  return sides.flatMap(({ size, bytesEach, oneMs, eachUs }): Measurement[] => {
    const stored = `${name}, ${size.toLocaleString("en")} stored`;
    const ratio = (what: string, values: number[], of: number[] | undefined): Measurement => ({
      what: `  to ${SMALLEST.toLocaleString("en")} stored, ${what}`,
      unit: "×",
      values: ratios(values, of ?? []),
      target: { atMost: FLAT },
    });
    const costs: Measurement[] = [
      { what: `${stored}: one payment`, unit: "ms", values: oneMs, target: null },
      { what: `${stored}: in batches of ${BATCH}, each`, unit: "µs", values: eachUs, target: null },
      { what: "  size of each, with all else", unit: "bytes", values: [bytesEach], target: null },
    ];
    if (size === SMALLEST) return costs;
    return [...costs, ratio("one payment", oneMs, base?.oneMs), ratio("in batches", eachUs, base?.eachUs)];
  });
}
