// Asks the isolates of a workerd through V8's inspector.
import { z } from "zod";

const targets = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.url() }));
const contextCreated = z.object({
  method: z.literal("Runtime.executionContextCreated"),
  params: z.object({ context: z.object({ id: z.number() }) }),
});
const answer = z.object({
  id: z.number(),
  /** workerd leaves it out where there is nothing to say. */
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
/** How long one answer may take. An isolate answers between two of its requests, and collects for seconds on a busy machine. */
const PATIENCE_MS = 60_000;

/** workerd's name for the isolate of the Worker and all of its Durable Objects. */
export const WORKER = "core:user:vigie";

export interface Isolate {
  /** workerd's name for it. */
  id: string;
  debuggerUrl: string;
}

/** All isolates: the Worker's, and those of Miniflare's stand-ins. */
export async function isolatesOf(inspector: URL): Promise<Isolate[]> {
  const listed = await fetch(new URL("/json", inspector));
  const isolates = targets.parse(await listed.json());
  if (!isolates.some(({ id }) => id === WORKER)) throw new Error(`workerd's inspector knows no ${WORKER}`);
  return isolates.map(({ id, webSocketDebuggerUrl }) => ({ id, debuggerUrl: webSocketDebuggerUrl }));
}

export async function openInspector(debuggerUrl: string) {
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
