// POST /api/payments?async=1 over HTTP to the bundled Worker in workerd: how fast payments are taken for later, and how fast
// the consumer brings them into local D1 meanwhile and afterwards. Nothing may be lost: every id is counted in the end.
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { d1FileIn } from "../d1File.ts";
import { drive } from "../load.ts";
import { type Measurement, median } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { scratchDir, startWorker } from "../worker.ts";

const BATCH = 1_000;
const CALLERS = 4;
const REPEATS = 3;
/** Longer than that without a payment more, and the rest is lost. */
const STALLED_MS = 30_000;

export const queue: Part = {
  name: "queue",
  about: "payments taken for later in batches of 1,000, and the consumer that brings them into the store",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });
  const batch = () => `[${source.next(BATCH).join(",")}]`;
  const requests = quick ? 12 : 60;

  const stateDir = await scratchDir();
  const worker = await startWorker({ stateDir });
  const url = new URL("?async=1", worker.pushUrl);
  const file = await d1FileIn(stateDir);
  let sent = 0;
  /** All that was sent is in the store; answers when the last of it was seen there. */
  const drained = async () => {
    let [stored, at] = [storedIn(file), performance.now()];
    while (stored < sent) {
      await wait(20);
      const now = storedIn(file);
      if (now > stored) [stored, at] = [now, performance.now()];
      else if (performance.now() - at > STALLED_MS) throw new Error(`${sent - stored} of ${sent} payments were lost`);
    }
    if (stored > sent) throw new Error(`${stored - sent} payments more are stored than were sent`);
    return at;
  };
  const load = (count: number) => {
    sent += count * BATCH;
    return drive(url, { callers: CALLERS, body: batch, until: { requests: count }, status: 202 });
  };

  progress("warming up");
  await load(quick ? 6 : 20);
  await drained();

  const accepted: number[] = [];
  const processed: number[] = [];
  const processorUs: number[] = [];
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    progress(`${requests} batches of ${BATCH}, ${repeat} of ${REPEATS}`);
    const before = await worker.processorMs();
    const startedAt = performance.now();
    const { elapsedMs } = await load(requests);
    accepted.push((requests * BATCH * 1000) / elapsedMs);
    progress(`until the store has them, ${repeat} of ${REPEATS}`);
    processed.push((requests * BATCH * 1000) / ((await drained()) - startedAt));
    processorUs.push((((await worker.processorMs()) - before) * 1000) / (requests * BATCH));
  }
  await worker.close();

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
      note: `${sent.toLocaleString("en")} sent, as many stored; workerd's one thread allows ${Math.round(1_000_000 / median(processorUs)).toLocaleString("en")}/s by its processor time`,
    },
    { what: "  processor time of workerd, each, both ways", unit: "µs", values: processorUs, target: null },
  ];
}

function storedIn(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return Number(database.prepare("select count(*) as n from payments").get()?.n);
  } finally {
    database.close();
  }
}
