// Payments per second by the number of payments in one request.
import { drive } from "../load.ts";
import { type Measurement, REPEATS } from "../measure.ts";
import type { PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { newPlace, STORE_NAMES, type StoreKind, startAt } from "../stores.ts";

const SIZES = [1, 10, 100];
const CALLERS = 8;
const TARGET_A_SECOND: Record<StoreKind, number | null> = { d1: null, neon: 3_500 };

export async function byBatchSize(store: StoreKind, { quick, progress }: PartContext): Promise<Measurement[]> {
  const name = STORE_NAMES[store];
  const source = rowSource({ cards: 34_000, days: 2 });
  const worker = await startAt(await newPlace(store));
  const rate = async (size: number, ms: number) => {
    const body = () => `[${source.next(size).join(",")}]`;
    const { latenciesMs, elapsedMs } = await drive(worker.pushUrl, { callers: CALLERS, body, until: { ms } });
    return (latenciesMs.length * size * 1000) / elapsedMs;
  };
  progress(`${name}: warming up`);
  for (const size of SIZES) await rate(size, quick ? 1_000 : 5_000);
  const rates = SIZES.map(() => [] as number[]);
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    for (const [at, size] of SIZES.entries()) {
      progress(`${name}: ${size} a request, ${repeat} of ${REPEATS}`);
      rates[at]?.push(await rate(size, quick ? 1_500 : 8_000));
    }
  }
  await worker.close();
  return SIZES.map((size, at): Measurement => {
    const target = size === 100 ? TARGET_A_SECOND[store] : null;
    return {
      what: `${name}, ${size} a request, ${CALLERS} callers`,
      unit: "/s",
      values: rates[at] ?? [],
      target: target === null ? null : { atLeast: target },
    };
  });
}
