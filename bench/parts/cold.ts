// The time from the spawn of workerd to the first scored payment, beside the same for a Worker that only starts ONNX
// Runtime and for one that does nothing; and the size of what is uploaded.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { freePort } from "../../local/freePort.ts";
import { bundleWorker } from "../../local/workerd.ts";
import type { Measurement } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { built, scratchDir, startWorker } from "../worker.ts";

const RETRY_MS = 5;
const KIB = 1024;

export const cold: Part = {
  name: "cold",
  about: "start of the process to the first score, beside ONNX Runtime alone; the size of the upload",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const source = rowSource({ cards: 2_000, days: 1 });
  const vigie = await built();
  progress("bundling the Workers to compare with");
  const floor = async (name: string) => {
    const dir = path.join(await scratchDir(), "worker");
    await bundleWorker(dir, vigie.boardDir, path.join(import.meta.dirname, "../floor", name));
    return { bundleDir: dir, starts: [] as Start[] };
  };
  const sides = {
    vigie: { bundleDir: vigie.bundleDir, starts: [] as Start[] },
    onnx: await floor("onnx.js"),
    nothing: await floor("nothing.js"),
  };
  // The tables are made before, since a deployed database has them.
  const stateDir = await scratchDir();
  await (await startWorker({ stateDir })).close();

  const repeats = quick ? 3 : 15;
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    progress(`start ${repeat} of ${repeats}`);
    // They take turns, so that other work on the machine slows all of them.
    for (const { bundleDir, starts } of Object.values(sides)) {
      starts.push(await firstScore(bundleDir, stateDir, source.next(1)[0] ?? ""));
    }
  }
  const wall = ({ starts }: { starts: Start[] }) => starts.map(({ wallMs }) => wallMs);
  const processor = ({ starts }: { starts: Start[] }) => starts.map(({ threadMs }) => threadMs);
  const above = (values: number[], floors: number[]) => values.map((value, at) => value - (floors[at] ?? Number.NaN));
  return [
    {
      what: "spawn of workerd to the first score",
      unit: "ms",
      values: wall(sides.vigie),
      target: { atMost: 700 },
      note: "this target or the next: a slower machine starts ONNX Runtime more slowly, too",
    },
    {
      what: "  above ONNX Runtime alone",
      unit: "ms",
      values: above(wall(sides.vigie), wall(sides.onnx)),
      target: { atMost: 250 },
    },
    { what: "  ONNX Runtime alone", unit: "ms", values: wall(sides.onnx), target: null },
    { what: "  a Worker that does nothing", unit: "ms", values: wall(sides.nothing), target: null },
    {
      what: "processor time of start and first payment",
      unit: "ms",
      values: above(processor(sides.vigie), processor(sides.nothing)),
      target: { atMost: 1_000 },
      note: "above a Worker that does nothing; Cloudflare allows the start, without the payment, 1 s",
    },
    {
      what: "  ONNX Runtime alone",
      unit: "ms",
      values: above(processor(sides.onnx), processor(sides.nothing)),
      target: null,
    },
    ...(await sizes(vigie.bundleDir)),
  ];
}

interface Start {
  wallMs: number;
  /** Processor time of the thread that runs the Workers. Other work on the machine disturbs this least. */
  threadMs: number;
}

async function firstScore(bundleDir: string, stateDir: string, body: string): Promise<Start> {
  const port = await freePort("127.0.0.1");
  const url = `http://127.0.0.1:${port}/api/payments`;
  const starting = startWorker({ bundleDir, stateDir, port });
  let answeredAt = 0;
  while (answeredAt === 0) {
    // The connection is refused until workerd listens.
    const answer = await fetch(url, { method: "POST", body }).catch(() => null);
    if (answer?.ok) {
      const { score } = (await answer.json()) as { score: number | null };
      if (score === null) throw new Error("the first payment had no score");
      answeredAt = performance.now();
    } else {
      await answer?.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  const worker = await starting;
  const threadMs = await worker.mainThreadMs();
  await worker.close();
  return { wallMs: answeredAt - worker.spawnedAt, threadMs };
}

/** In KiB, as wrangler prints it. */
async function sizes(bundleDir: string): Promise<Measurement[]> {
  const uploaded = (await readdir(bundleDir)).filter((name) => /\.(js|wasm|zip)$/.test(name));
  const files = await Promise.all(uploaded.map((name) => readFile(path.join(bundleDir, name))));
  const zipped = await Promise.all([...files, await readFile(path.join(bundleDir, "index.js.map"))].map(zippedKib));
  const map = zipped.pop() ?? Number.NaN;
  const code = files.find((_, at) => uploaded[at]?.endsWith(".js"))?.length ?? Number.NaN;
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const size = (what: string, values: number, note?: string): Measurement => ({
    what,
    unit: "KiB",
    values: [values],
    target: null,
    ...(note === undefined ? {} : { note }),
  });
  return [
    size("upload", sum(files.map(({ length }) => length)) / KIB, "Cloudflare allows 65,536 KiB"),
    size("  zipped", sum(zipped)),
    size("  of which code, not zipped", code / KIB, "test/deploy/bundle.test.ts bounds it"),
    size("source map beside it, zipped", map, "Cloudflare allows 15 MB, and counts it apart"),
  ];
}

const zippedKib = async (file: Buffer) => (await promisify(gzip)(file)).length / KIB;
