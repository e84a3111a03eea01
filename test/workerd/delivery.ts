// The queue in front of the deciders, by hand: what is sent is kept, and delivered as a test wants it.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "../../worker/index.ts";
import { recorded, request } from "./worker.ts";

/** `POST /api/payments?async=1`, into the local queue unless `changes` say otherwise. */
export function pushLater(body: unknown, changes: object = {}): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return request("/api/payments?async=1", { method: "POST", body: text }, changes);
}

/** A queue that delivers nothing by itself. */
export function heldQueue() {
  const bodies: string[] = [];
  const QUEUE = {
    sendBatch: async (messages: Iterable<{ body: string }>) => {
      for (const { body } of messages) bodies.push(body);
    },
  };
  return { bodies, QUEUE };
}

interface Delivered {
  /** Bodies that were let go, and those that are to come again. */
  acked: unknown[];
  again: unknown[];
}

/** One batch to the consumer, as the platform would deliver it. What it decided is recorded afterwards, unless the store is away. */
export async function deliver(
  bodies: readonly unknown[],
  {
    attempts = 1,
    queue = "vigie-payments",
    changes = {},
  }: { attempts?: number; queue?: string; changes?: object } = {},
): Promise<Delivered> {
  const messages = bodies.map((body, at) => ({ id: String(at), timestamp: new Date(), attempts, body }));
  const batch = createMessageBatch(queue, messages);
  const context = createExecutionContext();
  await worker.queue(batch, { ...env, ...changes });
  await recorded();
  const { outcome, ackAll, retryBatch, explicitAcks, retryMessages } = await getQueueResult(batch, context);
  if (outcome !== "ok") throw new Error(`the consumer ended with ${outcome}`);
  const isAcked = (at: number) => ackAll || explicitAcks.includes(String(at));
  const isAgain = (at: number) => retryBatch.retry || retryMessages.some(({ msgId }) => msgId === String(at));
  return { acked: bodies.filter((_, at) => isAcked(at)), again: bodies.filter((_, at) => isAgain(at)) };
}
