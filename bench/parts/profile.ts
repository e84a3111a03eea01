// Where the time of one pushed payment goes: V8's profiles of all isolates of a workerd, taken through its inspector while
// payments are pushed one by one. Profiling slows everything, so only the shares mean something.
import { readFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import path from "node:path";
import { freePort } from "../../local/freePort.ts";
import { type SourceOf, samplesByPlace, sharesOf } from "../cpuProfile.ts";
import { drive } from "../load.ts";
import { type Measurement, REPEATS } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { openProfiler } from "../profiler.ts";
import { rowSource } from "../rows.ts";
import { built, startWorker } from "../worker.ts";

const SAMPLE_US = 500;
const LEAST_PERCENT = 1;

export const profile: Part = {
  name: "profile",
  about: "where the time of one pushed payment goes, by folder of the Worker and by what is native",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const source = rowSource({ cards: 5_000, days: 1 });
  const body = () => source.next(1)[0] ?? "";
  const inspectorPort = await freePort("127.0.0.1");
  const worker = await startWorker({ inspectorPort });
  progress("warming up");
  await drive(worker.pushUrl, { callers: 1, body, until: { requests: quick ? 300 : 3_000 } });
  const profiler = await openProfiler(new URL(`http://127.0.0.1:${inspectorPort}`), SAMPLE_US);
  const sourceOf = await sourcesOfBundle();
  const rounds: ReadonlyMap<string, number>[] = [];
  const processorUs: number[] = [];
  const requests = quick ? 500 : 2_000;
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    progress(`${requests} payments, ${repeat} of ${REPEATS}`);
    const profiles = await profiler.during(async () => {
      const before = await worker.mainThreadMs();
      await drive(worker.pushUrl, { callers: 1, body, until: { requests } });
      processorUs.push((((await worker.mainThreadMs()) - before) * 1_000) / requests);
    });
    rounds.push(samplesByPlace(profiles, sourceOf));
  }
  profiler.close();
  await worker.close();

  const sampledUs = rounds.map(
    (counts) => ([...counts.values()].reduce((sum, count) => sum + count, 0) * SAMPLE_US) / requests,
  );
  return [
    {
      what: "one payment, processor time of workerd's thread, profiled",
      unit: "µs",
      values: processorUs,
      target: null,
    },
    {
      what: "  of which within isolates, as sampled",
      unit: "µs",
      values: sampledUs,
      target: null,
      note: "the rest is outside them: sockets, HTTP and the event loop",
    },
    ...sharesOf(rounds, LEAST_PERCENT).map(
      ({ place, percents, places }): Measurement => ({
        what: `  ${place}`,
        unit: "%",
        values: percents,
        target: null,
        ...(places.length > 1 ? { note: places.join(", ") } : {}),
      }),
    ),
  ];
}

async function sourcesOfBundle(): Promise<SourceOf> {
  const { bundleDir } = await built();
  const map = new SourceMap(JSON.parse(await readFile(path.join(bundleDir, "index.js.map"), "utf8")));
  return ({ lineNumber, columnNumber }) => {
    const entry = map.findEntry(lineNumber, columnNumber);
    return "originalSource" in entry ? entry.originalSource : null;
  };
}
