// The consumer of the queue in front of the deciders. From here on, queued payments go the same way as all others. A message
// leaves the queue only when all of its payments have their receipts, or when it is kept among the dead letters. The platform
// delivers at least once, and the payments' ids make sure that each is stored exactly once. See docs/queue.md.
import { configOf } from "../config/config.ts";
import { logError, messageOf } from "../log.ts";
import { type Arrival, isOfPast } from "../pipeline/arrival.ts";
import { decideArrivals } from "../pipeline/deciders.ts";
import { storeTroubleOf } from "../store/trouble.ts";
import { deadLetters, letterOf } from "./deadLetters.ts";
import { byEventTime, unpackMessage } from "./pack.ts";
import { DELIVERIES, retryDelayS } from "./retry.ts";

/** The end of the name of the queue of dead letters: before it stands the Worker's own name. */
const DEAD_LETTERS = "-dead-letters";
/**
 * Payments in one commit. A payment costs a sixth less processor time than with 250, and a caller that pushes a single payment
 * meanwhile waits for one such commit. If a commit outgrows the database's limits, its messages come again alone, and each of
 * them is smaller.
 */
const SLICE = 500;
const UNREADABLE = "it cannot be read as payments by this version";

interface Delivery {
  message: Message<unknown>;
  arrivals: Arrival[];
}

export async function consume(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  if (batch.queue.endsWith(DEAD_LETTERS)) return keepAll(batch, env);
  const deliveries: Delivery[] = [];
  for (const message of batch.messages) {
    const arrivals = unpackMessage(message.body);
    if (arrivals === null) await setAside(message, UNREADABLE, env);
    else deliveries.push({ message, arrivals });
  }
  // A message is of one push, so it is of the past as a whole, or of now. The past may be told to wait, and then only the past comes
  // again. It goes first, since it is history to what its cards pay now.
  const ofPast = new Set(deliveries.filter(({ arrivals }) => isOfPast(arrivals)));
  await takeAll([...ofPast], env);
  await takeAll(
    deliveries.filter((delivery) => !ofPast.has(delivery)),
    env,
  );
}

async function takeAll(deliveries: readonly Delivery[], env: Env): Promise<void> {
  // A message that failed before may fail again. It goes alone, so that no other message fails with it.
  for (const delivery of deliveries.filter(({ message }) => message.attempts > 1)) await takeThrough([delivery], env);
  await takeThrough(
    deliveries.filter(({ message }) => message.attempts === 1),
    env,
  );
}

/** Hands all deliveries to the deciders, sorted by event time. If it fails, those that are not finished come again later. */
async function takeThrough(deliveries: readonly Delivery[], env: Env): Promise<void> {
  const config = configOf(env);
  const ordered = deliveries
    .flatMap((delivery) => delivery.arrivals.map((arrival) => ({ arrival, delivery })))
    .sort((a, b) => byEventTime(a.arrival, b.arrival));
  const waiting = new Map(deliveries.map((delivery) => [delivery, delivery.arrivals.length]));
  try {
    for (let from = 0; from < ordered.length; from += SLICE) {
      const slice = ordered.slice(from, from + SLICE);
      await decideArrivals(
        env,
        config,
        slice.map(({ arrival }) => arrival),
      );
      for (const { delivery } of slice) {
        const left = (waiting.get(delivery) ?? 0) - 1;
        waiting.set(delivery, left);
        if (left === 0) delivery.message.ack();
      }
      // On one machine all objects share a thread, which looks for new requests only when nothing else is ready. Without this
      // wait, a batch would shut the door for as long as it takes (over a second for 20 messages).
      await scheduler.wait(0);
    }
  } catch (error) {
    if (storeTroubleOf(error)?.isUsual !== true) {
      logError("queue_not_processed", error, { messages: deliveries.length });
    }
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
    // After the last retry the platform itself moves the message, and `keepAll` gets it.
    message.retry({ delaySeconds: retryDelayS(message.attempts) });
  }
}

/** Keeps messages that the platform gave up. The consumer was killed at each delivery, so the reason is not known. */
async function keepAll(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  try {
    await deadLetters(env).keep(batch.messages.map((message) => letterOf(message, null)));
    batch.ackAll();
  } catch (error) {
    logError("dead_letters_not_kept", error, { messages: batch.messages.length });
    batch.retryAll();
  }
}
