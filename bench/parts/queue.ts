// POST /api/payments?async=1 over HTTP to the bundled Worker in workerd: how fast payments are taken into the queue,
// how fast the consumer brings them into local D1, and whether all of them arrive when the store goes away meanwhile.
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { d1FileIn } from "../d1File.ts";
import { drive, type LoadResult } from "../load.ts";
import { type Measurement, median, REPEATS } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { type RowSource, rowSource } from "../rows.ts";
import { type BenchWorker, scratchDir, startWorker } from "../worker.ts";

const BATCH = 1_000;
const CALLERS = 4;
const AWAY_MS = 3_000;
/** Longer than any message waits. If no payment comes for this long, the rest is lost. */
const STALLED_MS = 30_000;

export const queue: Part = {
  name: "queue",
  about: "payments taken for later in batches of 1,000, and the consumer that brings them into the store",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });
  const requests = quick ? 12 : 60;

  const line = await openLine(source, {});
  progress("warming up");
  await line.send(quick ? 6 : 20);
  await line.drained();
  const accepted: number[] = [];
  const processed: number[] = [];
  const processorUs: number[] = [];
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    progress(`${requests} batches of ${BATCH}, ${repeat} of ${REPEATS}`);
    const before = await line.worker.processorMs();
    const startedAt = performance.now();
    const { elapsedMs } = await line.send(requests);
    accepted.push((requests * BATCH * 1000) / elapsedMs);
    progress(`until the store has them, ${repeat} of ${REPEATS}`);
    const { lost, at } = await line.drained();
    if (lost !== 0) throw new Error(`${lost} of ${requests * BATCH} payments did not reach the store`);
    processed.push((requests * BATCH * 1000) / (at - startedAt));
    processorUs.push((((await line.worker.processorMs()) - before) * 1000) / (requests * BATCH));
  }
  await line.worker.close();

  progress("the store goes away under the consumer");
  // This worker complains, as it should.
  const broken = await openLine(source, { quiet: true });
  const sending = broken.send(requests / 2);
  await wait(500);
  broken.sql("alter table writer rename to writer_away");
  await wait(AWAY_MS);
  broken.sql("alter table writer_away rename to writer");
  const backAt = performance.now();
  await sending;
  const { lost, at } = await broken.drained();
  await broken.worker.close();

  return [
    {
      what: `taken for later: batches of ${BATCH}, ${CALLERS} callers`,
      unit: "/s",
      values: accepted,
      target: { atLeast: 8_000 },
      note: "while the consumer works on the same thread",
    },
    {
      what: "from the first request until the store has all of them",
      unit: "/s",
      values: processed,
      target: { atLeast: 3_000 },
      note: `workerd's one thread allows ${Math.round(1_000_000 / median(processorUs)).toLocaleString("en")}/s by its processor time`,
    },
    { what: "  processor time of workerd, each, both ways", unit: "µs", values: processorUs, target: null },
    {
      what: `the store away for ${AWAY_MS / 1000} s in the middle of ${(requests / 2) * BATCH}: lost, or too many`,
      unit: "payments",
      values: [Math.abs(lost)],
      target: { atMost: 0 },
    },
    { what: "  from its return until it has all of them", unit: "s", values: [(at - backAt) / 1000], target: null },
  ];
}

interface Line {
  worker: BenchWorker;
  send(requests: number): Promise<LoadResult>;
  /**
   * Waits until the store has everything that was sent, or nothing more comes. Answers how many payments are missing,
   * and when the last one came.
   */
  drained(): Promise<{ lost: number; at: number }>;
  sql(text: string): void;
}

async function openLine(source: RowSource, options: { quiet?: boolean }): Promise<Line> {
  const stateDir = await scratchDir();
  const worker = await startWorker({ stateDir, ...options });
  const file = await d1FileIn(stateDir);
  const url = new URL("?async=1", worker.pushUrl);
  let sent = 0;
  return {
    worker,
    send: (requests) => {
      sent += requests * BATCH;
      const body = () => `[${source.next(BATCH).join(",")}]`;
      return drive(url, { callers: CALLERS, body, until: { requests }, status: 202 });
    },
    drained: async () => {
      let [stored, at] = [storedIn(file), performance.now()];
      while (stored < sent && performance.now() - at < STALLED_MS) {
        await wait(20);
        const now = storedIn(file);
        if (now > stored) [stored, at] = [now, performance.now()];
      }
      return { lost: sent - stored, at };
    },
    sql: (text) => withDatabase(file, (database) => database.exec(text)),
  };
}

function storedIn(file: string): number {
  return withDatabase(file, (database) => Number(database.prepare("select count(*) as n from payments").get()?.n));
}

function withDatabase<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
