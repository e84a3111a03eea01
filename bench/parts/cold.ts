// The time from the spawn of workerd to the first scored payment. The same Worker is also started with a model file
// that it must refuse: the difference is the cost of ONNX Runtime.
import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { type Measurement, median } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { built, copyDir, scratchDir, startWorker } from "../worker.ts";

const EMPTY_WASM = Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
const RETRY_MS = 5;

export const cold: Part = {
  name: "cold",
  about: "start of the process to the first score",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const source = rowSource({ cards: 2_000, days: 1 });
  const { bundleDir } = await built();
  const withoutModel = await copyDir(bundleDir);
  for (const name of await readdir(withoutModel)) {
    if (name.endsWith(".wasm")) await writeFile(path.join(withoutModel, name), EMPTY_WASM);
    if (name.endsWith(".onnx")) await writeFile(path.join(withoutModel, name), "no model");
  }
  // The tables are made before, since a deployed database has them.
  const stateDir = await scratchDir();
  await (await startWorker({ stateDir })).close();

  const repeats = quick ? 3 : 7;
  const full: Start[] = [];
  const bare: Start[] = [];
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    progress(`start ${repeat} of ${repeats}`);
    full.push(await firstScore(bundleDir, stateDir, source.next(1)[0] ?? "", true));
    bare.push(await firstScore(withoutModel, stateDir, source.next(1)[0] ?? "", false));
  }
  const wall = (starts: Start[]) => starts.map(({ wallMs }) => wallMs);
  const processor = (starts: Start[]) => starts.map(({ processorMs }) => processorMs);
  const onnxMs = Math.round(median(wall(full)) - median(wall(bare)));
  return [
    {
      what: "spawn of workerd to the first score",
      unit: "ms",
      values: wall(full),
      target: { atMost: 1_000 },
      note: `of which ${onnxMs} ms are ONNX Runtime and the model (the rest: a start without them)`,
    },
    { what: "  processor time until then", unit: "ms", values: processor(full), target: null },
    { what: "  without ONNX Runtime and model", unit: "ms", values: wall(bare), target: null },
    { what: "  processor time", unit: "ms", values: processor(bare), target: null },
  ];
}

interface Start {
  wallMs: number;
  /** Over all threads of workerd. Other work on the machine disturbs this least. */
  processorMs: number;
}

async function firstScore(bundleDir: string, stateDir: string, body: string, scored: boolean): Promise<Start> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api/payments`;
  const starting = startWorker({ bundleDir, stateDir, port, quiet: !scored });
  let answeredAt = 0;
  while (answeredAt === 0) {
    // The connection is refused until workerd listens.
    const answer = await fetch(url, { method: "POST", body }).catch(() => null);
    if (answer?.ok) {
      const { score } = (await answer.json()) as { score: number | null };
      if ((score !== null) !== scored) throw new Error(`the first payment's score was ${score}`);
      answeredAt = performance.now();
    } else {
      await answer?.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  const worker = await starting;
  const processorMs = await worker.processorMs();
  await worker.close();
  return { wallMs: answeredAt - worker.spawnedAt, processorMs };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
