// The report of a large day in a large store, and its payments as CSV, over HTTP from the bundled Worker.
import { DatabaseSync } from "node:sqlite";
import { dailyReport } from "../../worker/report/wire.ts";
import { dayAt } from "../../worker/zone.ts";
import { d1FileIn } from "../d1File.ts";
import { drive } from "../load.ts";
import { type Measurement, percentile } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { type BenchWorker, scratchDir, startWorker } from "../worker.ts";

const SEEDS = 10_000;
const DAY_ROWS = 100_000;
const ALL_ROWS = 1_000_000;
const BATCH = 100;
const DAY_MS = 86_400_000;
const QUARTER_MS = 15 * 60_000;
/** The large day lies so far back, and the other payments before it. */
const DAYS_AGO = 3;

export const report: Part = {
  name: "report",
  about: "the report of a day of 100,000 payments among 1,000,000, and its CSV",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const stateDir = await scratchDir();
  const source = rowSource({ cards: 5_000, days: 10 });
  progress(`storing ${SEEDS.toLocaleString("en")} payments`);
  const first = await startWorker({ stateDir });
  const body = () => `[${source.next(BATCH).join(",")}]`;
  await drive(first.pushUrl, { callers: 4, body, until: { requests: SEEDS / BATCH } });
  await first.close();
  progress(`filling up to ${ALL_ROWS.toLocaleString("en")} payments`);
  const day = dayAt("UTC", Date.now() - DAYS_AGO * DAY_MS);
  await fill(stateDir, day.from);

  const worker = await startWorker({ stateDir });
  const reportUrl = new URL(`/api/reports/daily?date=${day.date}`, worker.url);
  const csvUrl = new URL(`/api/reports/daily.csv?date=${day.date}`, worker.url);
  const { totals } = dailyReport.parse(await (await fetch(reportUrl)).json());
  if (totals.payments !== DAY_ROWS) throw new Error(`the day has ${totals.payments} payments`);

  const latencies: number[] = [];
  const rounds = quick ? 15 : 60;
  for (let round = 0; round < rounds; round += 1) {
    progress(`report, ${round + 1} of ${rounds}`);
    const startedAt = performance.now();
    await (await fetch(reportUrl)).text();
    // The first few warm up.
    if (round >= 5) latencies.push(performance.now() - startedAt);
  }
  const rates: number[] = [];
  const grown: number[] = [];
  const repeats = quick ? 2 : 5;
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    progress(`CSV, ${repeat} of ${repeats}`);
    const { rowsPerSecond, grownMb } = await download(worker, csvUrl, DAY_ROWS);
    if (repeat === 0) continue;
    rates.push(rowsPerSecond);
    grown.push(grownMb);
  }
  progress("all payments as CSV");
  const all = quick ? null : await download(worker, new URL("/api/payments.csv", worker.url), ALL_ROWS);
  await worker.close();
  return [
    {
      what: "report of a day with 100,000 payments among 1,000,000, p50",
      unit: "ms",
      values: [percentile(latencies, 0.5)],
      target: { atMost: 150 },
    },
    { what: "  p99", unit: "ms", values: [percentile(latencies, 0.99)], target: null },
    { what: "its payments as CSV", unit: "/s", values: rates, target: { atLeast: 20_000 } },
    { what: "  resident memory at its most, above the start", unit: "MB", values: grown, target: null },
    ...(all === null ? [] : [sameForAll(all)]),
  ];
}

function sameForAll({ grownMb }: Download): Measurement {
  const note = "flat: ten times the rows, about as much memory";
  return { what: "  the same for all 1,000,000 payments", unit: "MB", values: [grownMb], target: null, note };
}

interface Download {
  rowsPerSecond: number;
  /** Resident memory at its most, above what it was before. */
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
  // One line is the header's.
  if (lines - 1 !== rows) throw new Error(`the CSV has ${lines - 1} rows`);
  return { rowsPerSecond: rows / seconds, grownMb: most - before };
}

/** Straight into the file of a stopped Worker: copies of stored payments, and the tallies that they make. */
async function fill(stateDir: string, dayFrom: number): Promise<void> {
  const database = new DatabaseSync(await d1FileIn(stateDir));
  const columns = database
    .prepare("select name from pragma_table_info('payments')")
    .all()
    .map(({ name }) => String(name));
  const copy = (copies: number, paidAt: string) => {
    const changed: Record<string, string> = {
      id: "lower(hex(randomblob(16)))",
      seq: "(select max(seq) from payments) + row_number() over ()",
      paid_at: paidAt,
    };
    database.exec(`insert into payments (${columns.join(", ")})
      with recursive copy (number) as (select 1 union all select number + 1 from copy where number < ${copies})
      select ${columns.map((name) => changed[name] ?? name).join(", ")} from seeds, copy`);
  };
  database.exec("pragma synchronous = off; begin");
  database.exec("create temp table seeds as select * from payments");
  database.exec("delete from payments where id in (select id from seeds)");
  database.exec(
    `insert into payments select ${columns.map((name) => (name === "paid_at" ? `${dayFrom} - 1` : name)).join(", ")} from seeds`,
  );
  copy(DAY_ROWS / SEEDS, `${dayFrom} + abs(random() % ${DAY_MS})`);
  copy((ALL_ROWS - DAY_ROWS) / SEEDS - 1, `${dayFrom} - 1 - abs(random() % (90 * ${DAY_MS}))`);
  database.exec("delete from quarters; delete from minutes");
  database.exec(`insert into quarters (quarter, category, model, outcome, truth, payments, amount_cents)
    select paid_at / ${QUARTER_MS} * ${QUARTER_MS}, category, model, outcome, coalesce(verdict, label, 'unknown'),
      count(*), sum(amount_cents)
    from payments group by 1, 2, 3, 4, 5`);
  database.exec(`insert into minutes (minute, payments, amount_cents, reviews, declines, flagged_cents, labelled_frauds,
      labelled_frauds_flagged)
    select paid_at / 60000 * 60000, count(*), sum(amount_cents), sum(outcome = 'review'), sum(outcome = 'decline'),
      sum(iif(outcome <> 'approve', amount_cents, 0)), coalesce(sum(label = 'fraud'), 0),
      coalesce(sum(label = 'fraud' and outcome <> 'approve'), 0)
    from payments group by 1`);
  database.exec("commit");
  database.close();
}
