// The messages that wait in the queue in front of the intake, as far as the platform says.

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
