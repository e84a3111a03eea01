// The report of a large day in a large store, and its payments as CSV, over HTTP from the bundled Worker.
import { DAY_MS } from "../../worker/duration.ts";
import { dailyReport } from "../../worker/wire/report.ts";
import { dayAt } from "../../worker/zone.ts";
import { fillDay } from "../fill.ts";
import { drive } from "../load.ts";
import { type Measurement, percentile } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { untilPlaceHas } from "../recorded.ts";
import { rowSource } from "../rows.ts";
import { newPlace, STORE_NAMES, type StoreKind, startAt } from "../stores.ts";
import type { BenchWorker } from "../worker.ts";

const SEEDS = 10_000;
const DAY_ROWS = 100_000;
const ALL_ROWS = 1_000_000;
const BATCH = 100;
/** The large day lies this many days back; all other payments are before it. */
const DAYS_AGO = 3;

export const report: Part = {
  name: "report",
  about: "the report of a day of 100,000 payments among 1,000,000, and its CSV",
  run,
};

async function run(context: PartContext): Promise<Measurement[]> {
  const [d1, neon] = [await measured("d1", context), await measured("neon", context)];
  return [
    {
      what: "report of a day with 100,000 payments among 1,000,000, p50",
      unit: "ms",
      values: [percentile(d1.latenciesMs, 0.5)],
      target: { atMost: 150 },
    },
    { what: "  p99", unit: "ms", values: [percentile(d1.latenciesMs, 0.99)], target: null },
    { what: "its payments as CSV", unit: "/s", values: d1.rates, target: { atLeast: 20_000 } },
    { what: "  resident memory at its most, above the start", unit: "MB", values: d1.grownMb, target: null },
    ...(d1.all === null ? [] : [sameForAll(d1.all)]),
    {
      what: "the same report on PostgreSQL, p50",
      unit: "ms",
      values: [percentile(neon.latenciesMs, 0.5)],
      target: { atMost: 150 },
    },
    { what: "  p99", unit: "ms", values: [percentile(neon.latenciesMs, 0.99)], target: null },
    { what: "its payments as CSV, from PostgreSQL", unit: "/s", values: neon.rates, target: { atLeast: 20_000 } },
  ];
}

interface Measured {
  latenciesMs: number[];
  rates: number[];
  grownMb: number[];
  all: Download | null;
}

async function measured(store: StoreKind, { quick, progress }: PartContext): Promise<Measured> {
  const say = (text: string) => progress(`${STORE_NAMES[store]}: ${text}`);
  const place = await newPlace(store);
  const source = rowSource({ cards: 5_000, days: 10 });
  say(`storing ${SEEDS.toLocaleString("en")} payments`);
  const first = await startAt(place);
  const body = () => `[${source.next(BATCH).join(",")}]`;
  await drive(first.pushUrl, { callers: 4, body, until: { requests: SEEDS / BATCH } });
  await untilPlaceHas(SEEDS, place);
  await first.close();
  say(`filling up to ${ALL_ROWS.toLocaleString("en")} payments`);
  const day = dayAt("UTC", Date.now() - DAYS_AGO * DAY_MS);
  await fillDay(place, SEEDS, { from: day.from, payments: DAY_ROWS, all: ALL_ROWS });

  const worker = await startAt(place);
  const reportUrl = new URL(`/api/reports/daily?date=${day.date}`, worker.url);
  const csvUrl = new URL(`/api/reports/daily.csv?date=${day.date}`, worker.url);
  const { totals } = dailyReport.parse(await (await fetch(reportUrl)).json());
  if (totals.payments !== DAY_ROWS) throw new Error(`the day has ${totals.payments} payments`);

  const latenciesMs: number[] = [];
  const rounds = quick ? 15 : 60;
  for (let round = 0; round < rounds; round += 1) {
    say(`report, ${round + 1} of ${rounds}`);
    const startedAt = performance.now();
    await (await fetch(reportUrl)).text();
    // The first few rounds warm up.
    if (round >= 5) latenciesMs.push(performance.now() - startedAt);
  }
  const rates: number[] = [];
  const grownMb: number[] = [];
  const repeats = quick ? 2 : 5;
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    say(`CSV, ${repeat} of ${repeats}`);
    const got = await download(worker, csvUrl, DAY_ROWS);
    if (repeat === 0) continue;
    rates.push(got.rowsPerSecond);
    grownMb.push(got.grownMb);
  }
  if (!quick) say("all payments as CSV");
  const all = quick ? null : await download(worker, new URL("/api/payments.csv", worker.url), ALL_ROWS);
  await worker.close();
  return { latenciesMs, rates, grownMb, all };
}

function sameForAll({ grownMb }: Download): Measurement {
  const note = "flat: ten times the rows, about as much memory";
  return { what: "  the same for all 1,000,000 payments", unit: "MB", values: [grownMb], target: null, note };
}

interface Download {
  rowsPerSecond: number;
  /** Largest resident memory, above that from before. */
  grownMb: number;
}

async function download(worker: BenchWorker, url: URL, rows: number): Promise<Download> {
  const before = await worker.residentMb();
  let most = before;
  const watch = setInterval(async () => {
    most = Math.max(most, await worker.residentMb());
  }, 250);
  const startedAt = performance.now();
  const response = await fetch(url);
  let lines = 0;
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  // One line is the header.
  if (lines - 1 !== rows) throw new Error(`the CSV has ${lines - 1} rows`);
  return { rowsPerSecond: rows / seconds, grownMb: most - before };
}
