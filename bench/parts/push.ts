// POST /api/payments over HTTP to the bundled Worker in workerd, on local D1; and the same load on the floor.
import { startFloor } from "../floor/floor.ts";
import { drive } from "../load.ts";
import { type Measurement, median, percentile } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { startWorker } from "../worker.ts";

const BATCH = 100;
const BATCH_CALLERS = 4;
const MANY_CALLERS = 64;
const REPEATS = 3;
/** Until V8 has compiled the whole way: the first thousand take twice as long as those after the third. */
const WARM_UP_REQUESTS = 3_000;

export const push: Part = {
  name: "push",
  about: "payments over HTTP, one by one, 64 at once and in batches, beside bare writes of the same rows",
  run,
};

interface Side {
  name: string;
  url: URL;
  p50: number[];
  p99: number[];
  atOnce: number[];
  inBatches: number[];
  /** Processor time of the process for each payment: what other work on the machine disturbs least. */
  atOnceUs: number[];
  inBatchesUs: number[];
}

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });
  const one = () => source.next(1)[0] ?? "";
  const batch = () => `[${source.next(BATCH).join(",")}]`;

  const worker = await startWorker();
  const floor = await startFloor();
  const vigie = sideOf("Vigie", worker.pushUrl);
  const bare = sideOf("bare writes", floor.url);
  // Both take turns, so that whatever else the machine does weighs on both.
  const sides = [
    { side: vigie, process: worker },
    { side: bare, process: floor },
  ];
  for (const { side } of sides) {
    progress(`${side.name}, warming up`);
    await drive(side.url, { callers: 1, body: one, until: { requests: quick ? 300 : WARM_UP_REQUESTS } });
    await drive(side.url, { callers: BATCH_CALLERS, body: batch, until: { ms: quick ? 1_000 : 3_000 } });
  }
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    for (const { side, process } of sides) {
      progress(`${side.name}, one by one, ${repeat} of ${REPEATS}`);
      const singles = await drive(side.url, { callers: 1, body: one, until: { requests: quick ? 200 : 1_000 } });
      side.p50.push(percentile(singles.latenciesMs, 0.5));
      side.p99.push(percentile(singles.latenciesMs, 0.99));
      progress(`${side.name}, ${MANY_CALLERS} at once, ${repeat} of ${REPEATS}`);
      const before = await process.processorMs();
      const atOnce = await drive(side.url, {
        callers: MANY_CALLERS,
        body: one,
        until: { ms: quick ? 2_000 : 8_000 },
      });
      side.atOnce.push((atOnce.latenciesMs.length * 1000) / atOnce.elapsedMs);
      side.atOnceUs.push((((await process.processorMs()) - before) * 1000) / atOnce.latenciesMs.length);
    }
  }
  for (const { side, process } of sides) {
    // One after the other without a pause: together a minute.
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      progress(`${side.name}, in batches, ${repeat} of ${REPEATS}`);
      const before = await process.processorMs();
      const batches = await drive(side.url, {
        callers: BATCH_CALLERS,
        body: batch,
        until: { ms: quick ? 3_000 : 20_000 },
      });
      const payments = batches.latenciesMs.length * BATCH;
      side.inBatches.push((payments * 1000) / batches.elapsedMs);
      side.inBatchesUs.push((((await process.processorMs()) - before) * 1000) / payments);
    }
  }
  await Promise.all([worker.close(), floor.close()]);

  const sustained = quick ? "3 × 3 s" : "3 × 20 s";
  const compared = (what: string, unit: Measurement["unit"], values: number[]): Measurement => ({
    what,
    unit,
    values,
    target: null,
  });
  return [
    { what: "one payment, p50", unit: "ms", values: vigie.p50, target: { atMost: 5 } },
    compared("  bare writes", "ms", bare.p50),
    { what: "one payment, p99", unit: "ms", values: vigie.p99, target: { atMost: 25 } },
    compared("  bare writes", "ms", bare.p99),
    {
      what: `${MANY_CALLERS} callers at once`,
      unit: "/s",
      values: vigie.atOnce,
      target: { atLeast: 2_000 },
      note: ceiling(vigie.atOnceUs),
    },
    compared("  bare writes", "/s", bare.atOnce),
    compared("  processor time of workerd, each", "µs", vigie.atOnceUs),
    compared("  bare writes", "µs", bare.atOnceUs),
    {
      what: `batches of ${BATCH}, ${BATCH_CALLERS} callers, ${sustained}`,
      unit: "/s",
      values: vigie.inBatches,
      target: { atLeast: 6_000 },
      note: `${Math.round((100 * median(vigie.inBatches)) / median(bare.inBatches))} % of bare writes; ${ceiling(vigie.inBatchesUs)}`,
    },
    compared("  bare writes", "/s", bare.inBatches),
    compared("  processor time of workerd, each", "µs", vigie.inBatchesUs),
    compared("  bare writes", "µs", bare.inBatchesUs),
  ];
}

/** What holds the rate down: HTTP, Worker, intake and D1 take turns on workerd's one thread. */
function ceiling(processorUs: readonly number[]): string {
  return `workerd's one thread allows ${Math.round(1_000_000 / median(processorUs)).toLocaleString("en")}/s by its processor time`;
}

function sideOf(name: string, url: URL): Side {
  return { name, url, p50: [], p99: [], atOnce: [], inBatches: [], atOnceUs: [], inBatchesUs: [] };
}
