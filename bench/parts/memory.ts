// Full speed for ten minutes: does workerd's memory grow?
import { drive } from "../load.ts";
import { type Measurement, slope } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { startWorker } from "../worker.ts";

const BATCH = 100;
const SAMPLE_MS = 1_000;
/** V8 lets its heap grow and shrink by more than this while it is well. */
const GROWTH_MB_PER_MIN = 2;

export const memory: Part = {
  name: "memory",
  about: "resident memory of workerd over ten minutes at full speed (one minute with --quick)",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const minutes = quick ? 1 : 10;
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });
  const worker = await startWorker();
  const samples: { x: number; y: number }[] = [];
  const startedAt = performance.now();
  const sampling = setInterval(() => {
    void worker.residentMb().then((mb) => {
      const minute = (performance.now() - startedAt) / 60_000;
      samples.push({ x: minute, y: mb });
      progress(`minute ${Math.floor(minute) + 1} of ${minutes}, ${Math.round(mb)} MB`);
    });
  }, SAMPLE_MS);
  const { latenciesMs, elapsedMs } = await drive(worker.pushUrl, {
    callers: 4,
    body: () => `[${source.next(BATCH).join(",")}]`,
    until: { ms: minutes * 60_000 },
  });
  clearInterval(sampling);
  await worker.close();

  // The first half fills heaps: workerd lets them grow for minutes until V8 collects what requests left behind.
  const settled = samples.filter(({ x }) => x > minutes / 2);
  const payments = (latenciesMs.length * BATCH).toLocaleString("en");
  return [
    {
      what: `growth of memory in ${minutes} min at full speed`,
      unit: "MB/min",
      values: [slope(settled)],
      target: quick ? null : { atMost: GROWTH_MB_PER_MIN },
      note: `${payments} payments, ${Math.round((latenciesMs.length * BATCH * 1000) / elapsedMs)}/s; ${quick ? "a minute is too short to judge" : "slope of the second half"}`,
    },
    { what: "resident memory of workerd", unit: "MB", values: settled.map(({ y }) => y), target: null },
  ];
}
