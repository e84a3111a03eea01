// Payments that come steadily, one by one, and a burst among them: what was fast before it must be as fast after it.
import { drive, sendSteadily } from "../load.ts";
import { type Measurement, median, REPEATS, ratios } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { startWorker } from "../worker.ts";

const RATES = [40, 60];
const BURST = 40;
/** Time in which the burst has to be over. */
const SETTLE_MS = 1_000;
const AT_MOST = 1.3;

export const burst: Part = {
  name: "burst",
  about: "40 and 60 payments a second, before and after a burst of 40 at once",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const source = rowSource({ cards: 2_000, days: 1 });
  const body = () => source.next(1)[0] ?? "";
  const worker = await startWorker();
  progress("warming up");
  await drive(worker.pushUrl, { callers: 1, body, until: { requests: quick ? 300 : 2_000 } });

  const forMs = quick ? 1_500 : 6_000;
  const steady = async (rate: number) => {
    const { latenciesMs } = await sendSteadily(worker.pushUrl, { everyMs: 1_000 / rate, forMs, body });
    return median(latenciesMs);
  };
  const measured: Measurement[] = [];
  for (const rate of RATES) {
    const before: number[] = [];
    const after: number[] = [];
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      progress(`${rate} a second, ${repeat} of ${REPEATS}`);
      before.push(await steady(rate));
      // The steady ones go on through the burst, which otherwise would find an idle Vigie, and leave one.
      const through = sendSteadily(worker.pushUrl, { everyMs: 1_000 / rate, forMs: SETTLE_MS, body });
      await drive(worker.pushUrl, { callers: BURST, body, until: { requests: BURST } });
      await through;
      after.push(await steady(rate));
    }
    measured.push(
      { what: `${rate} a second, p50 before a burst of ${BURST}`, unit: "ms", values: before, target: null },
      { what: "  one second after it", unit: "ms", values: after, target: null },
      {
        what: "  after to before",
        unit: "×",
        values: ratios(after, before),
        target: { atMost: AT_MOST },
      },
    );
  }
  await worker.close();
  return measured;
}
