// The consumer of the queue in front of the intake: the way of its payments from here on is that of all others. A message
// is let go only when all of its payments have their receipts, or when it is kept among the dead letters; ids make of
// "delivered at least once" "stored exactly once". See docs/queue.md.
import { logError, messageOf } from "../log.ts";
import { type Arrival, packArrivals } from "../pipeline/arrival.ts";
import { deadLetters, letterOf } from "./letters.ts";
import { byEventTime, unpackMessage } from "./pack.ts";
import { DELIVERIES, retryDelayS } from "./retry.ts";

const DEAD_LETTER_QUEUE = "vigie-dead-letters";
/**
 * So many payments are one commit: a sixth less processor time each than by 250, and whoever pushes a single payment meanwhile
 * waits for one such commit. Should one outgrow the database's limits, its messages come again alone, and they are smaller.
 */
const SLICE = 500;
const UNREADABLE = "it cannot be read as payments by this version";

interface Delivery {
  message: Message<unknown>;
  arrivals: Arrival[];
}

export async function consume(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  if (batch.queue === DEAD_LETTER_QUEUE) return keepAll(batch, env);
  const deliveries: Delivery[] = [];
  for (const message of batch.messages) {
    const arrivals = unpackMessage(message.body);
    if (arrivals === null) await setAside(message, UNREADABLE, env);
    else deliveries.push({ message, arrivals });
  }
  // What failed before may be what fails: it goes alone, so that it takes no neighbour along again.
  for (const delivery of deliveries.filter(({ message }) => message.attempts > 1)) await takeThrough([delivery], env);
  await takeThrough(
    deliveries.filter(({ message }) => message.attempts === 1),
    env,
  );
}

/** All of them through the intake, by event time over all; those that are not through when it fails come again later. */
async function takeThrough(deliveries: readonly Delivery[], env: Env): Promise<void> {
  const intake = env.INTAKE.getByName("intake");
  const ordered = deliveries
    .flatMap((delivery) => delivery.arrivals.map((arrival) => ({ arrival, delivery })))
    .sort((a, b) => byEventTime(a.arrival, b.arrival));
  const waiting = new Map(deliveries.map((delivery) => [delivery, delivery.arrivals.length]));
  try {
    for (let from = 0; from < ordered.length; from += SLICE) {
      const slice = ordered.slice(from, from + SLICE);
      await intake.take(packArrivals(slice.map(({ arrival }) => arrival)));
      for (const { delivery } of slice) {
        const left = (waiting.get(delivery) ?? 0) - 1;
        waiting.set(delivery, left);
        if (left === 0) delivery.message.ack();
      }
      // On one machine all objects share a thread that looks for new requests only when nothing else is ready: without
      // this, a batch would shut the door for as long as it takes (over a second for 20 messages).
      await scheduler.wait(0);
    }
  } catch (error) {
    logError("queue_not_processed", error, { messages: deliveries.length });
    for (const [{ message }, left] of waiting) if (left > 0) await comeAgain(message, error, env);
  }
}

async function comeAgain(message: Message<unknown>, error: unknown, env: Env): Promise<void> {
  if (message.attempts >= DELIVERIES) await setAside(message, messageOf(error), env);
  else message.retry({ delaySeconds: retryDelayS(message.attempts) });
}

async function setAside(message: Message<unknown>, reason: string, env: Env): Promise<void> {
  try {
    await deadLetters(env).keep([letterOf(message, reason)]);
    message.ack();
  } catch (error) {
    logError("dead_letter_not_kept", error, { message: message.id });
    // After its last retry the platform itself moves it, and `keepAll` gets it.
    message.retry({ delaySeconds: retryDelayS(message.attempts) });
  }
}

/** What the platform gave up, since the consumer was killed each time: nobody knows why. */
async function keepAll(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  try {
    await deadLetters(env).keep(batch.messages.map((message) => letterOf(message, null)));
    batch.ackAll();
  } catch (error) {
    logError("dead_letters_not_kept", error, { messages: batch.messages.length });
    batch.retryAll();
  }
}
