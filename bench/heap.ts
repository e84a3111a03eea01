// How much the isolates of a workerd hold in V8's heaps, asked through its inspector. Memory that is left after a
// collection is held by somebody.
import { z } from "zod";

const targets = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.url() }));
const contextCreated = z.object({
  method: z.literal("Runtime.executionContextCreated"),
  params: z.object({ context: z.object({ id: z.number() }) }),
});
const answer = z.object({
  id: z.number(),
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});
const evaluated = z.object({ result: z.object({ objectId: z.string() }) });
const usage = z.object({ usedSize: z.number(), embedderHeapUsedSize: z.number(), backingStorageSize: z.number() });

/** How long one answer may take. An isolate answers between two of its requests, and collects for seconds on a busy machine. */
const PATIENCE_MS = 60_000;

/** workerd's name for the isolate of the Worker and all of its Durable Objects. */
const WORKER = "core:user:vigie";

export interface Heaps {
  workerBytes: number;
  /** All other isolates: Miniflare's stand-ins for D1, queues, R2 and assets. */
  localBytes: number;
}

/** Bytes in use, buffers included. With `collect`, V8 collects all garbage first. */
export async function heapsOf(inspector: URL, { collect }: { collect: boolean }): Promise<Heaps> {
  const listed = await fetch(new URL("/json", inspector));
  const isolates = targets.parse(await listed.json());
  if (!isolates.some(({ id }) => id === WORKER)) throw new Error(`workerd's inspector knows no ${WORKER}`);
  let [workerBytes, localBytes] = [0, 0];
  // Asked one after the other, so that the other isolates go on meanwhile.
  for (const { id, webSocketDebuggerUrl } of isolates) {
    const bytes = await heapOf(webSocketDebuggerUrl, collect);
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

async function openInspector(debuggerUrl: string) {
  const socket = new WebSocket(debuggerUrl);
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const context = Promise.withResolvers<number>();
  socket.addEventListener("message", ({ data }) => {
    const message: unknown = JSON.parse(String(data));
    const created = contextCreated.safeParse(message);
    if (created.success) context.resolve(created.data.params.context.id);
    const said = answer.safeParse(message);
    if (!said.success) return;
    const { id, result, error } = said.data;
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(`the inspector at ${debuggerUrl} said: ${error.message}`));
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`the inspector at ${debuggerUrl} cannot be reached`)));
  });
  let asked = 0;
  async function ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    asked += 1;
    const answered = Promise.withResolvers<unknown>();
    waiting.set(asked, answered);
    const timer = setTimeout(
      () => answered.reject(new Error(`the inspector at ${debuggerUrl} does not answer ${method}`)),
      PATIENCE_MS,
    );
    socket.send(JSON.stringify({ id: asked, method, params }));
    try {
      return await answered.promise;
    } finally {
      clearTimeout(timer);
    }
  }
  return { ask, context: context.promise, close: () => socket.close() };
}
