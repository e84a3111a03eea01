// What more writers bring: several objects that share one D1, and several whole Vigies, each with its own store and its
// share of the cards.
import { type Floor, startFloor } from "../floor/floor.ts";
import { drive } from "../load.ts";
import { type Measurement, REPEATS } from "../measure.ts";
import type { PartContext } from "../part.ts";
import { type RowSource, rowSource } from "../rows.ts";
import { newPlace, STORE_NAMES, STORES, startAt } from "../stores.ts";

const BATCH = 100;
const CALLERS = 8;
const WRITERS = [1, 2, 4, 8];
const CELLS = [1, 2];

export async function byShards(context: PartContext): Promise<Measurement[]> {
  return [...(await writersOfOneStore(context)), ...(await cells(context))];
}

/** Bare writes: the limit of the store itself, whoever writes. */
async function writersOfOneStore({ quick, progress }: PartContext): Promise<Measurement[]> {
  const floor: Floor = await startFloor();
  const source = rowSource({ cards: 34_000, days: 2 });
  const measurements: Measurement[] = WRITERS.map((count) => ({
    what: `bare writes, ${count} writing ${count === 1 ? "object" : "objects"} on one D1`,
    unit: "/s",
    values: [],
    target: null,
  }));
  await rateOf([floor.url], source, quick ? 1_000 : 3_000);
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    for (const [at, count] of WRITERS.entries()) {
      progress(`${count} writers on one D1, ${repeat} of ${REPEATS}`);
      const urls = Array.from({ length: count }, (_, writer) => new URL(`?writer=${writer}`, floor.url));
      measurements[at]?.values.push(await rateOf(urls, source, quick ? 1_500 : 5_000));
    }
  }
  await floor.close();
  return measurements;
}

/** Each cell is a Vigie of its own. */
async function cells({ quick, progress }: PartContext): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const store of STORES) {
    const source = rowSource({ cards: 34_000, days: 2 });
    const workers = [];
    for (let cell = 0; cell < Math.max(...CELLS); cell += 1) workers.push(await startAt(await newPlace(store)));
    const urls = workers.map(({ pushUrl }) => pushUrl);
    for (const url of urls) await rateOf([url], source, quick ? 1_000 : 5_000);
    const rates = CELLS.map(() => [] as number[]);
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      for (const [at, count] of CELLS.entries()) {
        progress(`${STORE_NAMES[store]}: ${count} side by side, ${repeat} of ${REPEATS}`);
        rates[at]?.push(await rateOf(urls.slice(0, count), source, quick ? 1_500 : 8_000));
      }
    }
    await Promise.all(workers.map((worker) => worker.close()));
    CELLS.forEach((count, at) => {
      const what = `${STORE_NAMES[store]}: ${count === 1 ? "one Vigie" : `${count} Vigies side by side`}`;
      measurements.push({ what, unit: "/s", values: rates[at] ?? [], target: null });
    });
  }
  return measurements;
}

/** Payments per second, with the same number of callers spread over all. */
async function rateOf(urls: URL[], source: RowSource, ms: number): Promise<number> {
  const body = () => `[${source.next(BATCH).join(",")}]`;
  const loads = await Promise.all(
    urls.map((url) => drive(url, { callers: CALLERS / urls.length, body, until: { ms } })),
  );
  const payments = loads.reduce((sum, { latenciesMs }) => sum + latenciesMs.length * BATCH, 0);
  return (payments * 1000) / Math.max(...loads.map(({ elapsedMs }) => elapsedMs));
}
