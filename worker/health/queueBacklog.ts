// The messages that wait in the queue in front of the deciders, as far as the platform says, and those that could not be
// processed.
import { counted } from "../counted.ts";
import { MINUTE_MS } from "../duration.ts";
import type { DeadLetterFacts } from "./objectStates.ts";
import type { Problem } from "./problem.ts";
import { inMinutes } from "./words.ts";

/** The door puts payments into the queue even when nobody takes them out, so only their wait shows that it is stuck. */
const QUEUE_STUCK_MS = 15 * MINUTE_MS;

export interface QueueBacklog {
  messages: number;
  /** When the oldest of them was sent, epoch ms. Null when the platform does not say. */
  oldestAt: number | null;
}

/** Null without a queue, or while it does not say. The caller must not lose its other facts because of that. */
export async function backlogOf({ QUEUE }: Env): Promise<QueueBacklog | null> {
  try {
    const metrics = await QUEUE?.metrics();
    if (metrics === undefined) return null;
    const { backlogCount, oldestMessageTimestamp } = metrics;
    const oldestAt = oldestMessageTimestamp === undefined ? 0 : new Date(oldestMessageTimestamp).getTime();
    // An empty queue may give the year 1970.
    return { messages: backlogCount, oldestAt: backlogCount > 0 && oldestAt > 0 ? oldestAt : null };
  } catch {
    return null;
  }
}

export function queueProblems(queue: QueueBacklog | null, nowMs: number): Problem[] {
  const oldestAt = queue?.oldestAt ?? null;
  if (queue === null || oldestAt === null || nowMs - oldestAt <= QUEUE_STUCK_MS) return [];
  const text =
    `${counted(queue.messages, "queued message waits", "queued messages wait")} to be processed, ` +
    `the oldest for ${inMinutes(nowMs - oldestAt)}: the queue has no consumer, its delivery is paused, or they fail again and again.`;
  return [{ kind: "queue", text, since: oldestAt, holdMs: 0, stops: "payments" }];
}

export function deadLetterProblems({ letters, payments, oldestAt }: DeadLetterFacts): Problem[] {
  if (letters === 0) return [];
  const text = `${counted(payments, "payment")} (${counted(letters, "queued message")}) could not be processed.`;
  return [{ kind: "dead_letters", text, since: oldestAt, holdMs: 0, stops: "payments" }];
}
