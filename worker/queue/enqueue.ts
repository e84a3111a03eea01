// Puts arrivals into the queue.
import type { Arrival } from "../pipeline/arrival.ts";
import { packMessages, sendsOf } from "./pack.ts";

/** Throws unless all of them surely lie in the queue. Sending them again is harmless, because repeats have the same ids. */
export async function enqueue(queue: Queue<string>, arrivals: readonly Arrival[]): Promise<void> {
  const sends = sendsOf(packMessages(arrivals));
  // The sends run side by side, because the platform's queues keep no order that would be worth waiting for.
  await Promise.all(
    sends.map((bodies) => queue.sendBatch(bodies.map((body) => ({ body, contentType: "text" as const })))),
  );
}
