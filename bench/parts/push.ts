// POST /api/payments over HTTP to the bundled Worker in workerd, on local D1; and the same load on the floor.
import { startFloor } from "../floor/floor.ts";
import { drive } from "../load.ts";
import { type Measurement, percentile } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { type RowSource, rowSource } from "../rows.ts";
import { startWorker } from "../worker.ts";

const BATCH = 100;
const BATCH_CALLERS = 4;
const MANY_CALLERS = 64;
const REPEATS = 3;

export const push: Part = {
  name: "push",
  about: "payments over HTTP, one by one, 64 at once and in batches, beside bare writes of the same rows",
  run,
};

interface Numbers {
  p50: number[];
  p99: number[];
  atOnce: number[];
  inBatches: number[];
}

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });

  const worker = await startWorker();
  const vigie = await measure(worker.pushUrl, source, quick, (text) => progress(`Vigie, ${text}`));
  await worker.close();
  const floor = await startFloor();
  const bare = await measure(floor.url, source, quick, (text) => progress(`bare writes, ${text}`));
  await floor.close();

  const sustained = quick ? "3 × 3 s" : "3 × 20 s";
  const compared = (what: string, unit: "ms" | "/s", values: number[]) => ({ what, unit, values, target: null });
  return [
    { what: "one payment, p50", unit: "ms", values: vigie.p50, target: { atMost: 5 } },
    compared("  bare writes", "ms", bare.p50),
    { what: "one payment, p99", unit: "ms", values: vigie.p99, target: { atMost: 25 } },
    compared("  bare writes", "ms", bare.p99),
    { what: `${MANY_CALLERS} callers at once`, unit: "/s", values: vigie.atOnce, target: { atLeast: 2_000 } },
    compared("  bare writes", "/s", bare.atOnce),
    {
      what: `batches of ${BATCH}, ${BATCH_CALLERS} callers, sustained ${sustained}`,
      unit: "/s",
      values: vigie.inBatches,
      target: { atLeast: 6_000 },
    },
    compared("  bare writes", "/s", bare.inBatches),
  ];
}

async function measure(url: URL, source: RowSource, quick: boolean, progress: (text: string) => void) {
  const one = () => source.next(1)[0] ?? "";
  const batch = () => `[${source.next(BATCH).join(",")}]`;
  progress("warming up");
  await drive(url, { callers: 1, body: one, until: { requests: quick ? 100 : 300 } });
  await drive(url, { callers: BATCH_CALLERS, body: batch, until: { ms: quick ? 1_000 : 3_000 } });

  const numbers: Numbers = { p50: [], p99: [], atOnce: [], inBatches: [] };
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    progress(`one by one, ${repeat} of ${REPEATS}`);
    const { latenciesMs } = await drive(url, { callers: 1, body: one, until: { requests: quick ? 300 : 1_000 } });
    numbers.p50.push(percentile(latenciesMs, 0.5));
    numbers.p99.push(percentile(latenciesMs, 0.99));
  }
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    progress(`${MANY_CALLERS} at once, ${repeat} of ${REPEATS}`);
    const atOnce = await drive(url, { callers: MANY_CALLERS, body: one, until: { ms: quick ? 2_000 : 8_000 } });
    numbers.atOnce.push((atOnce.latenciesMs.length * 1000) / atOnce.elapsedMs);
  }
  // One after the other without a pause: together a minute.
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    progress(`in batches, ${repeat} of ${REPEATS}`);
    const batches = await drive(url, {
      callers: BATCH_CALLERS,
      body: batch,
      until: { ms: quick ? 3_000 : 20_000 },
    });
    numbers.inBatches.push((batches.latenciesMs.length * BATCH * 1000) / batches.elapsedMs);
  }
  return numbers;
}
