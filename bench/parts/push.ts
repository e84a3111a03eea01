// POST /api/payments over HTTP to the bundled Worker in workerd, on local D1 and on PostgreSQL, and the same load on
// the floor. Machines differ, and one machine varies by half from hour to hour. Each number is therefore compared with
// its target and also with bare writes of the same run: the ratio must be the one between target and bare writes on the
// targets' own machine.
import { startFloor } from "../floor/floor.ts";
import { drive, type Load, type LoadResult } from "../load.ts";
import { type Measurement, median, percentile, REPEATS, ratios } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { type Counter, openCounter, untilStored } from "../recorded.ts";
import { rowSource } from "../rows.ts";
import { newPlace, startAt } from "../stores.ts";

const BATCH = 100;
const BATCH_CALLERS = 4;
const MANY_CALLERS = 64;
/**
 * Requests until V8 has compiled all code on the way: the first thousand take twice as long as those after the third.
 */
const WARM_UP_REQUESTS = 3_000;
/** Bare writes on the machine that the targets are from. */
const BARE = { p50Ms: 2.4, atOnce: 630, inBatches: 10_800 };
const TARGETS = { p50Ms: 5, p99Ms: 25, atOnce: 2_000, inBatches: 6_000, neonP50Ms: 8, neonInBatches: 3_500 };

export const push: Part = {
  name: "push",
  about: "payments over HTTP, one by one, 64 at once and in batches, on both stores, beside bare writes",
  run,
};

interface Side {
  name: string;
  url: URL;
  /** Vigie's alone: an answer may leave before the payment is stored. */
  counter: Counter | null;
  answered: number;
  p50: number[];
  p99: number[];
  atOnce: number[];
  inBatches: number[];
  /** Processor time of the process per payment, in µs. Other work on the machine disturbs this least. */
  atOnceUs: number[];
  inBatchesUs: number[];
}

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });
  const one = () => source.next(1)[0] ?? "";
  const batch = () => `[${source.next(BATCH).join(",")}]`;

  const places = { d1: await newPlace("d1"), neon: await newPlace("neon") };
  const worker = await startAt(places.d1);
  const onPostgres = await startAt(places.neon);
  const floor = await startFloor();
  const vigie = sideOf("Vigie", worker.pushUrl, await openCounter(places.d1));
  const neon = sideOf("Vigie on PostgreSQL", onPostgres.pushUrl, await openCounter(places.neon));
  const bare = sideOf("bare writes", floor.url);
  // All sides take turns, so that other work on the machine slows all of them.
  const sides = [
    { side: vigie, process: worker },
    { side: neon, process: onPostgres },
    { side: bare, process: floor },
  ];
  for (const { side } of sides) {
    progress(`${side.name}, warming up`);
    await driveSide(side, { callers: 1, body: one, until: { requests: quick ? 300 : WARM_UP_REQUESTS } }, 1);
    await driveSide(side, { callers: BATCH_CALLERS, body: batch, until: { ms: quick ? 1_000 : 3_000 } }, BATCH);
  }
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    for (const { side, process } of sides) {
      progress(`${side.name}, one by one, ${repeat} of ${REPEATS}`);
      const singles = await driveSide(side, { callers: 1, body: one, until: { requests: quick ? 200 : 1_000 } }, 1);
      side.p50.push(percentile(singles.latenciesMs, 0.5));
      side.p99.push(percentile(singles.latenciesMs, 0.99));
      progress(`${side.name}, ${MANY_CALLERS} at once, ${repeat} of ${REPEATS}`);
      const before = await process.processorMs();
      const atOnceLoad = { callers: MANY_CALLERS, body: one, until: { ms: quick ? 2_000 : 8_000 } };
      const atOnce = await driveSide(side, atOnceLoad, 1);
      side.atOnce.push((atOnce.latenciesMs.length * 1000) / atOnce.elapsedMs);
      side.atOnceUs.push((((await process.processorMs()) - before) * 1000) / atOnce.latenciesMs.length);
    }
  }
  for (const { side, process } of sides) {
    // Run one after the other, with no pause but until all is stored: a minute together.
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      progress(`${side.name}, in batches, ${repeat} of ${REPEATS}`);
      const before = await process.processorMs();
      const batchLoad = { callers: BATCH_CALLERS, body: batch, until: { ms: quick ? 3_000 : 20_000 } };
      const batches = await driveSide(side, batchLoad, BATCH);
      const payments = batches.latenciesMs.length * BATCH;
      side.inBatches.push((payments * 1000) / batches.elapsedMs);
      side.inBatchesUs.push((((await process.processorMs()) - before) * 1000) / payments);
    }
  }
  await Promise.all([worker.close(), onPostgres.close(), floor.close()]);
  await Promise.all([vigie.counter?.close(), neon.counter?.close()]);

  const sustained = quick ? "3 × 3 s" : "3 × 20 s";
  const compared = (what: string, unit: Measurement["unit"], values: number[]): Measurement => ({
    what,
    unit,
    values,
    target: null,
  });
  const perBare = (key: "p50" | "atOnce" | "inBatches", target: Measurement["target"]): Measurement => ({
    what: "  to bare writes",
    unit: "×",
    values: ratios(vigie[key], bare[key]),
    target,
  });
  return [
    { what: "one payment, p50", unit: "ms", values: vigie.p50, target: { atMost: TARGETS.p50Ms } },
    compared("  bare writes", "ms", bare.p50),
    perBare("p50", { atMost: TARGETS.p50Ms / BARE.p50Ms }),
    { what: "one payment, p99", unit: "ms", values: vigie.p99, target: { atMost: TARGETS.p99Ms } },
    compared("  bare writes", "ms", bare.p99),
    {
      what: `${MANY_CALLERS} callers at once`,
      unit: "/s",
      values: vigie.atOnce,
      target: { atLeast: TARGETS.atOnce },
      note: ceiling(vigie.atOnceUs),
    },
    compared("  bare writes", "/s", bare.atOnce),
    perBare("atOnce", { atLeast: TARGETS.atOnce / BARE.atOnce }),
    compared("  processor time of workerd, each", "µs", vigie.atOnceUs),
    compared("  bare writes", "µs", bare.atOnceUs),
    {
      what: `batches of ${BATCH}, ${BATCH_CALLERS} callers, ${sustained}`,
      unit: "/s",
      values: vigie.inBatches,
      target: { atLeast: TARGETS.inBatches },
      note: ceiling(vigie.inBatchesUs),
    },
    compared("  bare writes", "/s", bare.inBatches),
    perBare("inBatches", { atLeast: TARGETS.inBatches / BARE.inBatches }),
    compared("  processor time of workerd, each", "µs", vigie.inBatchesUs),
    compared("  bare writes", "µs", bare.inBatchesUs),
    { what: "on PostgreSQL: one payment, p50", unit: "ms", values: neon.p50, target: { atMost: TARGETS.neonP50Ms } },
    compared("  p99", "ms", neon.p99),
    compared(`  ${MANY_CALLERS} callers at once`, "/s", neon.atOnce),
    {
      what: `  batches of ${BATCH}, ${BATCH_CALLERS} callers, ${sustained}`,
      unit: "/s",
      values: neon.inBatches,
      target: { atLeast: TARGETS.neonInBatches },
    },
    compared("  processor time of workerd, each", "µs", neon.inBatchesUs),
  ];
}

/** What limits the rate: HTTP, Worker, intake and D1 take turns on workerd's one thread. */
function ceiling(processorUs: readonly number[]): string {
  return `workerd's one thread allows ${Math.round(1_000_000 / median(processorUs)).toLocaleString("en")}/s by its processor time`;
}

/** Like `drive`, and waits until all is stored: otherwise it would be written in another side's turn, and at its cost. */
async function driveSide(side: Side, load: Load, paymentsEach: number): Promise<LoadResult> {
  const result = await drive(side.url, load);
  side.answered += result.latenciesMs.length * paymentsEach;
  if (side.counter !== null) await untilStored(side.answered, side.counter);
  return result;
}

function sideOf(name: string, url: URL, counter: Counter | null = null): Side {
  return {
    name,
    url,
    counter,
    answered: 0,
    p50: [],
    p99: [],
    atOnce: [],
    inBatches: [],
    atOnceUs: [],
    inBatchesUs: [],
  };
}
