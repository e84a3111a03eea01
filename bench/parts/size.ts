// Does a full store cost more a payment than an almost empty one? Both are run side by side and take turns, so that
// whatever else the machine does weighs on both.
import { DatabaseSync } from "node:sqlite";
import { d1FileIn } from "../d1File.ts";
import { drive } from "../load.ts";
import { type Measurement, median } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { copyDir, scratchDir, startWorker } from "../worker.ts";

const SMALL_ROWS = 10_000;
const LARGE_ROWS = 1_000_000;
const CARDS_ADDED = 33_000;
const BATCH = 100;

export const size: Part = {
  name: "size",
  about: "cost of a payment with 1,000,000 stored beside that with 10,000",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const source = rowSource({ cards: 5_000, days: 10 });
  const batch = () => `[${source.next(BATCH).join(",")}]`;
  progress(`storing ${SMALL_ROWS.toLocaleString("en")} payments`);
  const smallDir = await scratchDir();
  const first = await startWorker({ stateDir: smallDir });
  await drive(first.pushUrl, { callers: 4, body: batch, until: { requests: SMALL_ROWS / BATCH } });
  await first.close();

  const largeDir = await copyDir(smallDir);
  const startedAt = performance.now();
  progress(`filling up to ${LARGE_ROWS.toLocaleString("en")} payments`);
  await fill(largeDir);
  const fillSeconds = Math.round((performance.now() - startedAt) / 1000);

  const small = await startWorker({ stateDir: smallDir });
  const large = await startWorker({ stateDir: largeDir });
  const costs = {
    small: { one: [] as number[], batch: [] as number[] },
    large: { one: [] as number[], batch: [] as number[] },
  };
  const one = () => source.next(1)[0] ?? "";
  // The first round warms up and is not counted.
  const rounds = quick ? 3 : 7;
  for (let round = 0; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const [worker, cost] of [
      [small, costs.small],
      [large, costs.large],
    ] as const) {
      const single = await drive(worker.pushUrl, { callers: 1, body: one, until: { requests: quick ? 50 : 150 } });
      const batches = await drive(worker.pushUrl, { callers: 1, body: batch, until: { requests: quick ? 10 : 20 } });
      if (round === 0) continue;
      cost.one.push(median(single.latenciesMs));
      cost.batch.push((median(batches.latenciesMs) * 1000) / BATCH);
    }
  }
  await Promise.all([small.close(), large.close()]);
  const ratios = (key: "one" | "batch") =>
    costs.large[key].map((cost, at) => cost / (costs.small[key][at] ?? Number.NaN));
  return [
    {
      what: "one payment: 1,000,000 stored to 10,000 stored",
      unit: "×",
      values: ratios("one"),
      target: { atMost: 1.3 },
      note: `filled in ${fillSeconds} s by SQL: copies of stored payments under random ids, with a history for each 30 of them`,
    },
    { what: "  with 10,000", unit: "ms", values: costs.small.one, target: null },
    { what: "  with 1,000,000", unit: "ms", values: costs.large.one, target: null },
    { what: "in batches of 100: the same ratio", unit: "×", values: ratios("batch"), target: { atMost: 1.3 } },
    { what: "  with 10,000, each", unit: "µs", values: costs.small.batch, target: null },
    { what: "  with 1,000,000, each", unit: "µs", values: costs.large.batch, target: null },
  ];
}

/** Straight into the file of a stopped Worker. Ids are random, as the feed's are, so that every index is hit anywhere. */
async function fill(stateDir: string): Promise<void> {
  const database = new DatabaseSync(await d1FileIn(stateDir));
  const columns = database
    .prepare("select name from pragma_table_info('payments')")
    .all()
    .map(({ name }) => String(name));
  const changed: Record<string, string> = {
    id: "lower(hex(randomblob(16)))",
    seq: "(select max(seq) from payments) + row_number() over ()",
    card_id: `'card' || abs(random() % ${CARDS_ADDED})`,
    paid_at: "paid_at - abs(random() % (300 * 86400000))",
  };
  const copies = (LARGE_ROWS - SMALL_ROWS) / SMALL_ROWS;
  database.exec("pragma synchronous = off; begin");
  database.exec("create temp table seeds as select * from payments");
  database.exec(`insert into payments (${columns.join(", ")})
    with recursive copy (number) as (select 1 union all select number + 1 from copy where number < ${copies})
    select ${columns.map((name) => changed[name] ?? name).join(", ")} from seeds, copy`);
  database.exec("create temp table known as select row_number() over () - 1 as place, history from histories");
  database.exec("create index temp.by_place on known (place)");
  database.exec(`insert into histories
    with recursive card (number) as (select 0 union all select number + 1 from card where number < ${CARDS_ADDED - 1})
    select 'card' || number, history
    from card join known on place = number % (select count(*) from known)`);
  database.exec("commit");
  database.close();
}
