// Does workerd's memory grow? Ten minutes of a usual load tell what is held from what V8 has not collected yet (see
// docs/memory.md). Ten minutes at full speed then fill the heaps as far as V8 lets them.
import { forgetAllBut } from "../d1File.ts";
import { drive } from "../load.ts";
import { type Measurement, slope } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { soak } from "../soak.ts";
import { scratchDir, startWorker } from "../worker.ts";

const BATCH = 100;
/** Few enough cards for their histories to reach their full length within minutes. */
const CARDS = 5_000;
const KEPT_PAYMENTS = 50_000;
const ROUND_MS = 10_000;
const SAMPLE_MS = 1_000;
/** A healthy V8 heap grows and shrinks by more than this, so only a faster growth is a leak. */
const GROWTH_MB_PER_MIN = 2;

export const memory: Part = {
  name: "memory",
  about: "what workerd holds: ten minutes at a usual load, ten at full speed (two and one with --quick)",
  run,
};

async function run(context: PartContext): Promise<Measurement[]> {
  const usual = await soak(context.quick ? 2 : 10, context);
  return [...usual, ...(await atFullSpeed(context))];
}

async function atFullSpeed({ quick, progress }: PartContext): Promise<Measurement[]> {
  const minutes = quick ? 1 : 10;
  progress("making payments up");
  const source = rowSource({ cards: CARDS, days: 10 });
  const stateDir = await scratchDir();
  const worker = await startWorker({ stateDir });
  const samples: { x: number; y: number }[] = [];
  const startedAt = performance.now();
  const sampling = setInterval(() => {
    void worker.residentMb().then((mb) => {
      const minute = (performance.now() - startedAt) / 60_000;
      samples.push({ x: minute, y: mb });
      progress(`minute ${Math.floor(minute) + 1} of ${minutes}, ${Math.round(mb)} MB`);
    });
  }, SAMPLE_MS);
  let payments = 0;
  let drivenMs = 0;
  while (drivenMs < minutes * 60_000) {
    const { latenciesMs, elapsedMs } = await drive(worker.pushUrl, {
      callers: 4,
      body: () => `[${source.next(BATCH).join(",")}]`,
      until: { ms: ROUND_MS },
    });
    payments += latenciesMs.length * BATCH;
    drivenMs += elapsedMs;
    // Nobody writes at this moment: a second connection would disturb a commit.
    await forgetAllBut(KEPT_PAYMENTS, stateDir);
  }
  clearInterval(sampling);
  await worker.close();

  // The first half fills heaps: workerd lets them grow for minutes until V8 collects what requests left behind.
  const settled = samples.filter(({ x }) => x > minutes / 2);
  return [
    {
      what: `growth of memory in ${minutes} min at full speed, ${KEPT_PAYMENTS.toLocaleString("en")} payments kept`,
      unit: "MB/min",
      values: [slope(settled)],
      target: quick ? null : { atMost: GROWTH_MB_PER_MIN },
      note: `${payments.toLocaleString("en")} payments, ${Math.round((payments * 1000) / drivenMs)}/s; ${quick ? "a minute is too short to judge" : "slope of the second half"}`,
    },
    { what: "resident memory of workerd", unit: "MB", values: settled.map(({ y }) => y), target: null },
  ];
}
