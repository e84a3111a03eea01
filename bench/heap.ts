// How much the isolates of a workerd hold in V8's heaps, asked through its inspector. Memory that is left after a
// collection is held by somebody.
import { z } from "zod";
import { isolatesOf, openInspector, WORKER } from "./inspector.ts";

const evaluated = z.object({ result: z.object({ objectId: z.string() }) });
const usage = z.object({ usedSize: z.number(), embedderHeapUsedSize: z.number(), backingStorageSize: z.number() });

export interface Heaps {
  workerBytes: number;
  /** All other isolates: Miniflare's stand-ins for D1, queues, R2 and assets. */
  localBytes: number;
}

/** Bytes in use, buffers included. With `collect`, V8 collects all garbage first. */
export async function heapsOf(inspector: URL, { collect }: { collect: boolean }): Promise<Heaps> {
  const isolates = await isolatesOf(inspector);
  let [workerBytes, localBytes] = [0, 0];
  // Asked one after the other, so that the other isolates go on meanwhile.
  for (const { id, debuggerUrl } of isolates) {
    const bytes = await heapOf(debuggerUrl, collect);
    if (id === WORKER) workerBytes += bytes;
    else localBytes += bytes;
  }
  return { workerBytes, localBytes };
}

async function heapOf(debuggerUrl: string, collect: boolean): Promise<number> {
  const { ask, context, close } = await openInspector(debuggerUrl);
  try {
    if (collect) {
      // workerd never answers `HeapProfiler.collectGarbage`. V8 collects at once when it is asked for all objects of a
      // class, so that no dead ones are listed.
      await ask("Runtime.enable");
      const made = await ask("Runtime.evaluate", { expression: "(class {}).prototype", contextId: await context });
      await ask("Runtime.queryObjects", { prototypeObjectId: evaluated.parse(made).result.objectId });
    }
    const used = usage.parse(await ask("Runtime.getHeapUsage"));
    return used.usedSize + used.embedderHeapUsedSize + used.backingStorageSize;
  } finally {
    close();
  }
}
