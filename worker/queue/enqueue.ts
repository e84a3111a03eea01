// The way into the queue.
import type { Arrival } from "../pipeline/arrival.ts";
import { packMessages, sendsOf } from "./pack.ts";

/** Throws when not all of them lie in the queue for certain; sending them again is harmless, since ids tell them apart. */
export async function enqueue(queue: Queue<string>, arrivals: readonly Arrival[]): Promise<void> {
  const sends = sendsOf(packMessages(arrivals));
  // Side by side: no queue of the platform's keeps an order that would be worth waiting for.
  await Promise.all(
    sends.map((bodies) => queue.sendBatch(bodies.map((body) => ({ body, contentType: "text" as const })))),
  );
}
